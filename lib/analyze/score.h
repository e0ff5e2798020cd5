// Priority of the alerts that watches raise (AN-1): factors of 0 … 1, each with a sentence, weighed
// by the configuration. What the person acts on is one only once it is known.
//
// The weighted mean s gives 5 from 0.80, 4 from 0.60, 3 from 0.40, 2 from 0.20, else 1; kinds with
// a floor are raised to it. The breakdown is stored with the alert.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/money.h"
#include "model/alert.h"

namespace tocsin::analyze {

struct Weights {
  double price = 0.30, availability = 0.20, urgency = 0.20, preference = 0.20, market = 0.10,
         engagement = 0.10;
};

// How the event sells at its platform; the same for every watch.
struct Market {
  std::optional<std::int64_t> left, was;  // tickets stated now, and at first
  std::int64_t changes_today = 0;         // rows of price history of the last 24 h
  std::int64_t platform_failures = 0;     // in a row
};

struct ScoreFacts {
  std::string_view kind;
  std::optional<Money> price, reference, median, target;  // in one currency
  std::optional<std::int64_t> tickets;                    // left for this watch
  std::int64_t few = 4;                                   // so many count as low
  bool limited = false;                                   // the platform says "limited"
  std::optional<Duration> until_event;
  std::optional<Duration> until_sale_ends;
  double match = 0;                     // score of the match
  std::vector<std::string> favourites;  // of the person, that this is
  std::optional<double> acts_on;        // the share of such alerts that the person acts on
  Market market;
};

struct Scored {
  Priority priority = kLowest;
  double score = 0;
  std::vector<ScoreFactor> breakdown;
};

Scored score(const ScoreFacts& facts, const Weights& weights);
// The sum of a stored breakdown.
double score_of(const std::vector<ScoreFactor>& breakdown);
Priority priority_of_score(double score);

// The next instant before the event at which its urgency rises; nothing once it is highest.
std::optional<Instant> next_urgency(Instant event_start, Instant now);

}  // namespace tocsin::analyze
