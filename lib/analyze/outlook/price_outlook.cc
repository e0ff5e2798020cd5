#include "analyze/outlook/price_outlook.h"

#include <algorithm>
#include <cmath>

#include "analyze/boosted/boosted_prices.h"
#include "analyze/outlook/jumps.h"
#include "base/time.h"

namespace tocsin::analyze {
namespace {

// What the jump model counts for, in changes seen.
constexpr double kJumpWeight = 5;
// The most that its own past, and one similar event, count for.
constexpr double kMostOwn = 6;
constexpr double kEachSimilar = 3;
constexpr std::size_t kMostOrigins = 96;
constexpr Duration kPast = std::chrono::days{120};
constexpr double kSamePrices = 0.4;       // so like it that its price tells something
constexpr std::size_t kFewestLevels = 3;  // similar prices that make a level
constexpr Duration kStale = std::chrono::days{2};

std::optional<double> change(const Course& course, Instant from, Instant to) {
  const auto before = course.best_at(from), after = course.best_at(to);
  if (!before || !after || to > course.read_until) return std::nullopt;
  return std::log(static_cast<double>(*after) / static_cast<double>(*before));
}

// A change that was seen stands for ones half and twice as great, too: a handful of changes, that
// overlap or are of a handful of events, do not show how far prices can go. No change stays none.
void add_seen(const std::vector<double>& changes, double worth, Spread& out) {
  const double each = worth / static_cast<double>(changes.size());
  for (const double r : changes) {
    out.add(r / 2, each / 4);
    out.add(r, each / 2);
    out.add(r * 2, each / 4);
  }
}

void add_own_past(const Course& course, Duration length, Spread& out) {
  if (course.moments.empty()) return;
  const Instant first = std::max(course.moments.front().at, course.read_until - kPast);
  const Duration span = course.read_until - first - length;
  if (span <= Duration{0}) return;
  const Duration stride =
      std::max<Duration>(std::chrono::hours{1}, span / static_cast<std::int64_t>(kMostOrigins));
  std::vector<double> seen;
  for (Instant from = course.read_until - length; from >= first; from -= stride) {
    if (const auto r = change(course, from, from + length)) seen.push_back(*r);
  }
  if (seen.empty()) return;
  const double apart = in_days(stride * static_cast<std::int64_t>(seen.size())) / in_days(length);
  const double worth =
      course.reliability * std::min({kMostOwn, static_cast<double>(seen.size()), apart});
  add_seen(seen, worth, out);
}

// From about the same time before the start: a tenth earlier to a tenth later.
void add_similar(const Situation& s, const Horizon& horizon, Spread& out) {
  constexpr auto kOffsets = std::to_array<double>({-0.1, -0.05, 0, 0.05, 0.1});
  const Duration length = horizon.target - s.now + s.stale();
  for (const Example& e : s.examples) {
    const auto then = s.same_time(e, s.now);
    if (!then || e.course->currency != s.course->currency) continue;
    std::vector<double> seen;
    for (const double offset : kOffsets) {
      const Instant from =
          *then - s.stale() + std::chrono::duration_cast<Duration>(offset * (*s.starts_at - s.now));
      const auto to = e.course->known_until(std::min(from + length, e.starts_at));
      if (!to || *to <= from) continue;
      if (const auto r = change(*e.course, from, *to)) seen.push_back(*r);
    }
    if (!seen.empty()) add_seen(seen, kEachSimilar * e.likeness, out);
  }
}

// Its own; where it had no price yet, that of the likest event that had one.
Currency currency_of(const Situation& s) {
  Currency out = s.course->currency;
  for (const Example& e : s.examples) {
    if (!out.code().empty()) break;
    out = e.course->currency;
  }
  return out;
}

// What it cost then; what it cost first where it was first read later, which is as near as is
// known.
std::optional<std::int64_t> price_about(const Course& course, Instant then) {
  if (course.moments.empty() || then >= course.moments.front().at) return course.best_at(then);
  for (const Moment& m : course.moments) {
    if (m.best) return m.best;
  }
  return std::nullopt;
}

// The level of similar events at the same time, each give or take a fifth.
Spread levels(const Situation& s, Instant target, const Currency& currency) {
  constexpr auto kAround = std::to_array<double>({-0.3, -0.12, 0, 0.12, 0.3});
  Spread out;
  std::size_t count = 0;
  for (const Example& e : s.examples) {
    if (e.likeness < kSamePrices) continue;
    const auto then = s.same_time(e, target);
    if (!then || e.course->currency != currency || *then > e.course->read_until) continue;
    const auto price = price_about(*e.course, *then);
    if (!price) continue;
    ++count;
    for (const double around : kAround) {
      out.add(std::log(static_cast<double>(*price)) + around, e.likeness);
    }
  }
  return count >= kFewestLevels ? out : Spread{};
}

// `base`: the logarithm of the price that the spread is relative to.
PriceForecast forecast_of(const Horizon& horizon, double base, const Spread& spread) {
  constexpr double kNear = 0.1, kRounding = 1e-9;
  PriceForecast out{.horizon = horizon};
  for (std::size_t i = 0; i < kProbabilities.size(); ++i) {
    const double price = std::exp(base + spread.quantile(kProbabilities[i]));
    out.quantiles[i] = std::llround(std::clamp(price, 1.0, 9e15));
  }
  for (std::size_t i = 0; i < kFalls.size(); ++i) {
    out.falls[i] = spread.share_at_most(std::log(1 - kFalls[i] / 100.0) + kRounding);
  }
  const double middle = spread.quantile(0.5);
  out.confidence = spread.share_at_most(middle + std::log(1 + kNear) + kRounding) -
                   spread.share_at_most(middle + std::log(1 - kNear) - kRounding);
  return out;
}

std::optional<double> daily_change(const Course& course) {
  if (course.moments.empty()) return std::nullopt;
  const Instant from =
      std::max(course.moments.front().at, course.read_until - std::chrono::days{7});
  const double length = in_days(course.read_until - from);
  const auto r = change(course, from, course.read_until);
  if (!r || length < 1) return std::nullopt;
  return std::exp(*r / length) - 1;
}

std::vector<std::int64_t> similar_prices(const Situation& s, const Currency& currency) {
  std::vector<std::int64_t> out;
  for (const Example& e : s.examples) {
    const auto then = s.same_time(e, s.now);
    if (!then || e.likeness < kSamePrices || e.course->currency != currency) continue;
    if (const auto price = price_about(*e.course, *then)) out.push_back(*price);
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<Spread> unsettled_changes(const Situation& s, const std::vector<Horizon>& ahead) {
  Jumps jumps = jumps_of(s);
  jumps.size *= 2 - s.course->reliability;
  std::vector<Spread> out;
  for (const Horizon& h : ahead) {
    const Duration length = h.target - s.now + s.stale();
    Spread& spread = out.emplace_back();
    add_jumps(jumps, in_days(length), kJumpWeight, spread);
    if (s.method != Method::learned) continue;
    add_own_past(*s.course, length, spread);
    add_similar(s, h, spread);
  }
  return out;
}

void forecast_changes(const Situation& s, const std::vector<Horizon>& at, PriceOutlook& out) {
  if (s.stale() >= kStale) {
    out.reason = fmt::format("nothing was read for {}", say_duration(s.stale()));
  }
  const bool learned = s.method == Method::learned;
  std::vector<BoostedPrices::Said> boosted;
  if (learned && s.boosted != nullptr) boosted = s.boosted->changes(s, at);
  out.model = !learned ? "jumps" : boosted.empty() ? "history" : "history+boosted";
  std::vector<Spread> spreads = unsettled_changes(s, at);
  const double price = std::log(static_cast<double>(*out.price));
  for (std::size_t i = 0; i < at.size(); ++i) {
    if (!boosted.empty()) spreads[i].mix(boosted[i].changes, boosted[i].share);
    spreads[i].settle();
    out.forecasts.push_back(forecast_of(at[i], price, spreads[i]));
  }
}

void forecast_levels(const Situation& s, const std::vector<Horizon>& at, PriceOutlook& out) {
  for (const Horizon& h : at) {
    Spread spread = levels(s, h.target, out.currency);
    if (spread.is_empty()) continue;
    spread.settle();
    PriceForecast f = forecast_of(h, 0, spread);
    f.falls.fill(0);  // from nothing
    out.forecasts.push_back(f);
  }
  if (out.forecasts.empty()) {
    out.reason = "no price on offer, and fewer than three similar events to go by";
    return;
  }
  out.model = "similar";
  out.reason = "no price on offer: the level of similar events";
}

}  // namespace

double share_at_most(const std::vector<std::int64_t>& similar, std::int64_t price) {
  const auto above = std::upper_bound(similar.begin(), similar.end(), price);
  return static_cast<double>(above - similar.begin()) /
         static_cast<double>(std::max<std::size_t>(1, similar.size()));
}

std::vector<Spread> statistical_changes(const Situation& s, const std::vector<Horizon>& ahead) {
  std::vector<Spread> out = unsettled_changes(s, ahead);
  for (Spread& spread : out) spread.settle();
  return out;
}

PriceOutlook price_outlook(const Situation& s) {
  return price_outlook(s, horizons(s.now, s.starts_at));
}

PriceOutlook price_outlook(const Situation& s, const std::vector<Horizon>& at) {
  PriceOutlook out;
  out.currency = currency_of(s);
  if (s.starts_at && *s.starts_at <= s.now) {
    out.reason = "the event has begun";
    return out;
  }
  out.price = s.course->best_at(s.now);
  out.daily_change = daily_change(*s.course);
  if (s.method == Method::learned) out.similar = similar_prices(s, out.currency);
  if (out.price) {
    forecast_changes(s, at, out);
  } else if (s.method == Method::learned) {
    forecast_levels(s, at, out);
  } else {
    out.reason = "no price on offer";
  }
  return out;
}

}  // namespace tocsin::analyze
