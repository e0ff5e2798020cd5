#include "analyze/outlook/sell_out.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tocsin::analyze {
namespace {

constexpr double kHalfLife = 3;  // days
constexpr Duration kLately = std::chrono::days{14};
constexpr double kCommonShare = 0.01;  // of the stock a day
constexpr double kPriorDays = 0.5;     // what the prior counts for
constexpr double kMostShape = 3;       // a rate is never known better than to half of it
constexpr double kLargestOrder = 4;
constexpr double kModelWeight = 3;  // in similar events
constexpr double kLeast = 0.002;    // what is not in the model

// The continued fraction of the incomplete beta function, by Lentz's method.
double beta_fraction(double a, double b, double x) {
  constexpr double kTiny = 1e-300;
  const auto away = [](double v) { return std::abs(v) < kTiny ? kTiny : v; };
  double c = 1, d = 1 / away(1 - (a + b) * x / (a + 1)), h = d;
  for (int i = 1; i <= 400; ++i) {
    const double m = i;
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / away(1 + even * d);
    c = away(1 + even / c);
    h *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / away(1 + odd * d);
    c = away(1 + odd / c);
    h *= d * c;
    if (std::abs(d * c - 1) < 1e-12) break;
  }
  return h;
}

// Regularised; NIST Digital Library of Mathematical Functions, 8.17.
double incomplete_beta(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const double front = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) +
                                a * std::log(x) + b * std::log1p(-x));
  if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(a, b, x) / a;
  return 1 - front * beta_fraction(b, a, 1 - x) / b;
}

// A belief in a rate per day.
struct Rate {
  double shape = 0, days = 0;

  double mean() const { return days > 0 ? shape / days : 0; }
  double at_least(double k, double length) const {
    return k <= 0 ? 1 : shape <= 0 ? 0 : negative_binomial_tail(k, shape, length / days);
  }
};

Rate rate(double seen, double exposure, double prior_mean, double reliability) {
  Rate out{seen + prior_mean * kPriorDays, exposure + kPriorDays};
  const double most = kMostShape * reliability;
  if (out.shape > most) {
    out.days *= most / out.shape;
    out.shape = most;
  }
  return out;
}

// By day, newest first: what is old counts less.
struct Lately {
  Flow all;  // weighted
  double exposure = 0;
  double stock = 0;  // of the mean day
};

Lately lately(const Course& course) {
  Lately out;
  if (course.moments.empty()) return out;
  const Instant first = std::max(course.moments.front().at, course.read_until - kLately);
  for (Instant to = course.read_until; to > first;) {
    const Instant from = std::max<Instant>(first, to - std::chrono::hours{12});
    const double weight = std::exp2(-in_days(course.read_until - to) / kHalfLife);
    const Flow f = flow(course, from, to);
    out.all.out += weight * f.out;
    out.all.in += weight * f.in;
    out.all.steps_out += weight * f.steps_out;
    out.all.steps_in += weight * f.steps_in;
    out.exposure += weight * in_days(to - from);
    out.stock += weight * in_days(to - from) * static_cast<double>(course.at(to)->stock);
    to = from;
  }
  if (out.exposure > 0) out.stock /= out.exposure;
  return out;
}

// Of similar events over the same time before their start.
struct ExamplePace {
  double share = kCommonShare;  // of their stock, a day
  double change = 1;            // of the pace, against the week before
  // Of those that had about as much left: how much they count, and those of them that sold out.
  double alike = 0, sold_out = 0;
};

ExamplePace pace_of(const Situation& s, const Horizon& h) {
  constexpr double kCommonWeight = 1, kSteadyWeight = 1, kAboutAsMuch = 4;
  ExamplePace out;
  const double own = static_cast<double>(s.course->at(s.now)->stock);
  double weight = kCommonWeight, share = kCommonWeight * std::log(kCommonShare);
  double changed = 0, change_weight = kSteadyWeight;
  for (const Example& e : s.examples) {
    const auto then = s.same_time(e, s.now);
    if (!then) continue;
    const auto until = e.course->known_until(std::min(h.target - s.now + *then, e.starts_at));
    const Moment* at = e.course->at(*then);
    if (!until || *until <= *then) continue;
    const Instant to = *until;
    if (at == nullptr || at->stock <= 0) continue;
    const double stock = static_cast<double>(at->stock);
    if (stock <= kAboutAsMuch * own && own <= kAboutAsMuch * stock) {
      out.alike += e.likeness;
      if (e.course->at(to)->stock == 0) out.sold_out += e.likeness;
    }
    const double after = (flow(*e.course, *then, to).out + 0.25) / in_days(to - *then);
    share += e.likeness * std::log(std::clamp(after / stock, 1e-4, 20.0));
    weight += e.likeness;
    const Instant week = std::max(*then - std::chrono::days{7}, e.course->moments.front().at);
    if (*then - week < std::chrono::days{1}) continue;
    const double before = (flow(*e.course, week, *then).out + 0.25) / in_days(*then - week);
    changed += e.likeness * std::log(std::clamp(after / before, 0.1, 10.0));
    change_weight += e.likeness;
  }
  out.share = std::exp(share / weight);
  out.change = std::exp(changed / change_weight);
  return out;
}

// P(out - in >= stock), what comes in taken at the middles of twenty equal parts of its law.
double outruns(const Rate& out, const Rate& in, double stock, double order, double length) {
  constexpr int kParts = 20;
  if (in.shape <= 0) return out.at_least(std::ceil(stock / order), length);
  double sum = 0, k = 0;
  for (int i = 0; i < kParts; ++i) {
    const double p = (i + 0.5) / kParts;
    const double step = std::max(1.0, std::ceil(in.mean() * length / 200));
    while (1 - in.at_least(k + 1, length) < p && k < 1e6) k += step;
    sum += out.at_least(std::ceil((stock + k * order) / order), length);
  }
  return sum / kParts;
}

}  // namespace

double negative_binomial_tail(double k, double shape, double length) {
  return incomplete_beta(k, shape, length / (1 + length));
}

Flow flow(const Course& course, Instant from, Instant to) {
  Flow out;
  const auto first = std::upper_bound(course.moments.begin(), course.moments.end(), from,
                                      [](Instant t, const Moment& m) { return t < m.at; });
  const Moment* before = first == course.moments.begin() ? nullptr : &*std::prev(first);
  for (auto m = first; m != course.moments.end() && m->at <= to; ++m) {
    if (before != nullptr && m->stock != before->stock) {
      const double change = static_cast<double>(m->stock - before->stock);
      (change < 0 ? out.out : out.in) += std::abs(change);
      (change < 0 ? out.steps_out : out.steps_in) += 1;
    }
    before = &*m;
  }
  return out;
}

SellOutOutlook sell_out_outlook(const Situation& s) {
  SellOutOutlook out;
  out.unit = s.course->unit;
  const Moment* now = s.course->at(s.now);
  if (now != nullptr) out.stock = now->stock;
  if (s.starts_at && *s.starts_at <= s.now) {
    out.reason = "the event has begun";
  } else if (now == nullptr) {
    out.reason = "nothing was read of it yet";
  } else if (out.stock <= 0) {
    out.reason = "nothing is on sale";
  }
  if (!out.reason.empty()) return out;

  const Lately seen = lately(*s.course);
  if (seen.exposure > 0) {
    out.sold_per_day = seen.all.out / seen.exposure;
    out.added_per_day = seen.all.in / seen.exposure;
  }
  const double order = out.unit == StockUnit::offers || seen.all.steps_out <= 0
                           ? 1
                           : std::clamp(seen.all.out / seen.all.steps_out, 1.0, kLargestOrder);
  const double stock = static_cast<double>(out.stock);
  // What is left last is what nobody wanted.
  const double slower = seen.stock > stock ? std::sqrt(stock / seen.stock) : 1;
  for (const Horizon& h : horizons(s.now, s.starts_at)) {
    if (h.name == "3d" || h.name == "30d") continue;
    ExamplePace pace;
    if (s.method == Method::learned) pace = pace_of(s, h);
    const double length = in_days(h.target - s.now + s.stale());
    const double trust = s.course->reliability;
    const Rate orders =
        rate(seen.all.out / order, seen.exposure, pace.share * stock / order, trust);
    const Rate back = seen.all.in > 0 ? rate(seen.all.in / order, seen.exposure, 0, trust) : Rate{};
    const double p = outruns(orders, back, stock, order, length * pace.change * slower);
    const double pooled = (kModelWeight * p + pace.sold_out) / (kModelWeight + pace.alike);
    out.forecasts.push_back({h, std::clamp(pooled, kLeast, 1 - kLeast)});
  }
  return out;
}

}  // namespace tocsin::analyze
