#include "analyze/boosted/features.h"

#include <algorithm>
#include <cmath>

#include "analyze/outlook/sell_out.h"

namespace tocsin::analyze {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

double ratio(std::optional<std::int64_t> of, std::optional<std::int64_t> to) {
  if (!of || !to || *of <= 0 || *to <= 0) return kUnknown;
  return std::log(static_cast<double>(*of) / static_cast<double>(*to));
}

// A weighted mean of what is known.
class Mean {
 public:
  void add(double value, double weight) {
    if (!std::isfinite(value)) return;
    sum_ += value * weight;
    weight_ += weight;
  }
  double value() const { return weight_ > 0 ? sum_ / weight_ : kUnknown; }

 private:
  double sum_ = 0, weight_ = 0;
};

struct Prices {
  double low = kUnknown, high = kUnknown, first = kUnknown;  // logarithms of ratios to now
  double since = kUnknown, per_day = 0, size = kUnknown;
  std::int64_t most = 0;
};

Prices prices_of(const Course& course, Instant now, std::int64_t price) {
  constexpr Duration kLately = std::chrono::days{28};
  Prices out;
  const Instant from = std::max(course.moments.front().at, now - kLately);
  std::int64_t low = price, high = price, count = 0;
  double sizes = 0;
  std::optional<std::int64_t> last, first;
  Instant stands = from;
  for (const Moment& m : course.moments) {
    if (m.at > now) break;
    out.most = std::max(out.most, m.stock);
    if (!m.best) continue;
    if (!first) first = m.best;
    if (last && *m.best != *last && m.at > from) {
      ++count;
      sizes += std::abs(ratio(m.best, last));
      stands = m.at;
    }
    if (m.at >= from) {
      low = std::min(low, *m.best);
      high = std::max(high, *m.best);
    }
    last = m.best;
  }
  out.low = ratio(price, low);
  out.high = ratio(high, price);
  out.first = ratio(price, first);
  out.since = in_days(now - stands);
  out.per_day = static_cast<double>(count) / std::max(1.0, in_days(now - from));
  if (count > 0) out.size = sizes / static_cast<double>(count);
  return out;
}

double pace(double moved, Duration over, std::int64_t stock) {
  return moved / in_days(over) / static_cast<double>(std::max<std::int64_t>(1, stock));
}

void add_similar(const Situation& s, Instant now, Instant target, std::optional<std::int64_t> price,
                 Features& out) {
  double likeness = 0;
  Mean level, level_then, change, gone;
  for (const Example& e : s.examples) {
    const auto at = s.same_time(e, now);
    if (!at || e.course->currency != s.course->currency) continue;
    likeness += e.likeness;
    const auto theirs = e.course->best_at(*at);
    level.add(ratio(price, theirs), e.likeness);
    // Of its later course no more than was known by then.
    const Instant end = std::min(*at + (target - now), e.starts_at);
    const auto until = e.course->known_until(end);
    if (!until || *until <= *at || *until > now) continue;
    const auto then = e.course->best_at(*until);
    level_then.add(ratio(price, then), e.likeness);
    change.add(ratio(then, theirs), e.likeness);
    const Moment* last = e.course->at(*until);
    if (last != nullptr) gone.add(last->stock <= 0 ? 1 : 0, e.likeness);
  }
  for (const double v :
       {likeness, level.value(), level_then.value(), change.value(), gone.value()}) {
    out.push_back(static_cast<float>(v));
  }
}

// What does not depend on the horizon.
Features of_origin(const Situation& s, Instant now, std::optional<std::int64_t> price) {
  const Course& course = *s.course;
  Features out;
  const auto add = [&](double v) { out.push_back(static_cast<float>(v)); };
  add(in_days(now - course.moments.front().at));
  for (const int back : {1, 3, 7, 14}) {
    add(ratio(price, course.best_at(now - std::chrono::days{back})));
  }
  const Prices p = price ? prices_of(course, now, *price) : Prices{};
  for (const double v : {p.low, p.high, p.first, p.since, p.per_day, p.size}) add(v);
  const Moment* m = course.at(now);
  const std::int64_t stock = m == nullptr ? 0 : m->stock;
  add(std::log1p(static_cast<double>(std::max<std::int64_t>(0, stock))));
  add(p.most > 0 ? static_cast<double>(stock) / static_cast<double>(p.most) : kUnknown);
  for (const int back : {1, 3, 14}) {
    const Duration over = std::chrono::days{back};
    add(pace(flow(course, now - over, now).out, over, stock));
  }
  constexpr Duration kThreeDays = std::chrono::days{3};
  add(pace(flow(course, now - kThreeDays, now).in, kThreeDays, stock));
  add(course.unit == StockUnit::tickets ? 1 : 0);
  add(course.reliability);
  if (s.starts_at) {
    add(std::chrono::weekday{std::chrono::floor<std::chrono::days>(*s.starts_at)}.iso_encoding());
  } else {
    add(kUnknown);
  }
  return out;
}

}  // namespace

std::vector<Features> features_of(const Situation& s, Instant now,
                                  const std::vector<Duration>& lengths) {
  std::vector<Features> out;
  if (s.course->moments.empty()) {
    return {lengths.size(), Features(kFeatureNames.size(), static_cast<float>(kUnknown))};
  }
  const auto price = s.course->best_at(now);
  const Features origin = of_origin(s, now, price);
  const double left = s.starts_at ? in_days(*s.starts_at - now) : kUnknown;
  for (const Duration length : lengths) {
    Features& row = out.emplace_back();
    row.reserve(kFeatureNames.size());
    row.push_back(static_cast<float>(in_days(length)));
    row.push_back(static_cast<float>(left));
    row.push_back(static_cast<float>(left > 0 ? in_days(length) / left : kUnknown));
    row.insert(row.end(), origin.begin(), origin.end());
    add_similar(s, now, now + length, price, row);
  }
  return out;
}

}  // namespace tocsin::analyze
