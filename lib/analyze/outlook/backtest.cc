#include "analyze/outlook/backtest.h"

#include <algorithm>
#include <cmath>
#include <deque>

#include "analyze/outlook/source.h"

namespace tocsin::analyze {
namespace {

constexpr Duration kLook = std::chrono::hours{12};
constexpr Duration kLast = std::chrono::hours{24};
constexpr Duration kShelvesClose = std::chrono::hours{1};
constexpr std::int64_t kFewest = 20;  // events that tell anything

std::int64_t lowest(const Course& course, Instant from, Instant until) {
  std::int64_t out = *course.best_at(from);
  for (const Moment& m : course.moments) {
    if (m.at > from && m.at <= until && m.best) out = std::min(out, *m.best);
  }
  return out;
}

// From then on; then itself where nothing ever is.
Instant first_on_sale(const Course& course, Instant then) {
  if (course.best_at(then)) return then;
  for (const Moment& m : course.moments) {
    if (m.at > then && m.best) return m.at;
  }
  return then;
}

}  // namespace

std::optional<Purchase> follow(const Course& course, Instant from, Instant starts_at,
                               const std::function<Outlook(Instant)>& known_at) {
  const auto first = course.best_at(from);
  if (!first || from >= starts_at - kLast) return std::nullopt;
  Purchase out{.at_once = *first, .hindsight = lowest(course, from, starts_at - kShelvesClose)};
  for (Instant t = from;; t = std::min(t + kLook, starts_at - kLast)) {
    out.waited = t > from;
    const auto price = course.best_at(t);
    if (t >= starts_at - kLast) {
      out.lost = !price;
      out.paid = price.value_or(std::llround(kDearerElsewhere * static_cast<double>(*first)));
      return out;
    }
    if (!price) continue;
    const auto advice = advise(known_at(t));
    if (!advice || advice->kind != AdviceKind::buy_now) continue;
    out.paid = *price;
    return out;
  }
}

void AdviceScore::add(const Purchase& p) {
  const double first = static_cast<double>(p.at_once), best = static_cast<double>(p.hindsight);
  const double saved = 1 - static_cast<double>(p.paid) / first;
  ++count_;
  lost_ += p.lost ? 1 : 0;
  waited_ += p.waited ? 1 : 0;
  saved_ += saved;
  saved_squares_ += saved * saved;
  regret_ += static_cast<double>(p.paid) / best - 1;
  at_once_regret_ += first / best - 1;
}

OrderedJson AdviceScore::record() const {
  OrderedJson out{{"events", count_}};
  if (count_ == 0) {
    out["verdict"] = "no event is known from its sale to its start";
    return out;
  }
  const double n = static_cast<double>(count_), mean = saved_ / n;
  const auto percent = [&](double sum) { return std::round(sum / n * 1000) / 10; };
  out["saved_percent"] = percent(saved_);
  out["regret_percent"] = percent(regret_);
  out["at_once_regret_percent"] = percent(at_once_regret_);
  out["lost_percent"] = percent(static_cast<double>(lost_));
  out["waited_percent"] = percent(static_cast<double>(waited_));
  // Twice the standard error of the mean.
  const double error = 2 * std::sqrt(std::max(0.0, saved_squares_ / n - mean * mean) / n);
  if (count_ < kFewest) {
    out["verdict"] = fmt::format("fewer than {} events: too few to tell", kFewest);
  } else if (mean > error) {
    out["verdict"] = "following the advice saved money";
  } else if (mean < -error) {
    out["verdict"] = "waiting does not pay: buying at once was cheaper";
  } else {
    out["verdict"] = "no difference that chance would not make: waiting has not paid so far";
  }
  return out;
}

AdviceScore run_backtest(store::Database& db, const BacktestJob& job) {
  AdviceScore out;
  EventSource source(db, job.time_zone, job.now);
  for (const std::int64_t id : store::events_beginning(db, job.since, job.now)) {
    const auto event = source.find(id);
    if (!event || !event->starts_at || event->course->moments.empty()) continue;
    const Situation whole = source.situation(*event, job.means);
    const Instant from = first_on_sale(*event->course, *event->starts_at - job.before);
    const auto bought = follow(*event->course, from, *event->starts_at, [&](Instant t) {
      std::deque<Course> keep;
      return outlook_of(as_of(whole, t, keep));
    });
    if (bought) out.add(*bought);
    source.forget_many();
  }
  return out;
}

}  // namespace tocsin::analyze
