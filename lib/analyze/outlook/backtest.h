// Advice judged in money (AN-5): what following it would have cost, over histories that are known
// to their end.
//
// Somebody who wants one ticket looks twice a day from `from` on, buys at the first "buy now", and
// a day before the event at the latest. Who finds nothing left has lost: a ticket then costs half
// as dear again as the first price (advice.h). Pure; thread-safe.
#pragma once

#include <functional>

#include "analyze/outlook/advice.h"

namespace tocsin::analyze {

struct Purchase {
  std::int64_t at_once = 0;    // the price when the looking began
  std::int64_t paid = 0;       // by the advice
  std::int64_t hindsight = 0;  // the lowest there was
  bool waited = false;         // did not buy when the looking began
  bool lost = false;
};

// `known_at`: the outlook that was possible then. Nothing where no ticket was on sale at `from`.
std::optional<Purchase> follow(const Course& course, Instant from, Instant starts_at,
                               const std::function<Outlook(Instant)>& known_at);

class AdviceScore {
 public:
  void add(const Purchase& purchase);
  // {events, saved_percent, regret_percent, at_once_regret_percent, lost_percent, waited_percent,
  // verdict}: means, against buying at once and against hindsight. The verdict is a sentence; that
  // waiting does not pay is one, too.
  OrderedJson record() const;

 private:
  std::int64_t count_ = 0, lost_ = 0, waited_ = 0;
  double saved_ = 0, saved_squares_ = 0, regret_ = 0, at_once_regret_ = 0;
};

// Over the stored events that began in [since, now), each looked at from `before` its start on, or
// from when it was first read.
struct BacktestJob {
  std::string time_zone = "UTC";  // of events whose own is not known
  Means means = {};
  Instant since{}, now{};
  Duration before = std::chrono::days{30};
};
AdviceScore run_backtest(store::Database& db, const BacktestJob& job);

}  // namespace tocsin::analyze
