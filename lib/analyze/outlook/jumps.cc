#include "analyze/outlook/jumps.h"

#include <algorithm>
#include <cmath>

namespace tocsin::analyze {
namespace {

constexpr Duration kOwnWindow = std::chrono::days{28}, kOthersWindow = std::chrono::days{14};

struct Seen {
  double days = 0, count = 0, sum = 0, magnitude = 0;  // of logarithms

  // But for which way they went: others' ways tell nothing of it.
  void add(const Seen& other, double weight) {
    days += weight * other.days;
    count += weight * other.count;
    magnitude += weight * other.magnitude;
  }
};

Seen seen_since(const Course& course, Instant since) {
  Seen out;
  if (course.moments.empty() || course.read_until <= since) return out;
  const Instant from = std::max(course.moments.front().at, since);
  out.days = in_days(course.read_until - from);
  std::optional<std::int64_t> last = course.best_at(from);
  for (const Moment& m : course.moments) {
    if (m.at <= from || !m.best) continue;
    if (last && *m.best != *last) {
      const double jump = std::log(static_cast<double>(*m.best) / static_cast<double>(*last));
      ++out.count;
      out.sum += jump;
      out.magnitude += std::abs(jump);
    }
    last = m.best;
  }
  return out;
}

// What is common counts as much as so many days and jumps; no slant is.
Jumps drawn(const Seen& seen, const Jumps& common, double days, double jumps) {
  constexpr double kLevel = 6;
  return {(seen.count + common.per_day * days) / (seen.days + days),
          (seen.magnitude + common.size * jumps) / (seen.count + jumps),
          seen.sum / (seen.count + kLevel)};
}

}  // namespace

Jumps jumps_of(const Situation& s) {
  Seen others;
  if (s.method == Method::learned) {
    for (const Example& e : s.examples) {
      others.add(seen_since(*e.course, s.now - kOthersWindow), e.likeness);
    }
  }
  const Jumps market = drawn(others, Jumps{}, 6, 3);
  return drawn(seen_since(*s.course, s.course->read_until - kOwnWindow), market, 20, 6);
}

void add_jumps(const Jumps& jumps, double days, double weight, Spread& out) {
  constexpr int kPoints = 60;
  constexpr double kSlant = 0.25;    // trends of prices die out
  constexpr double kSettled = 40;    // jumps after which a price has gone as far as it goes
  constexpr double kClusters = 1.8;  // jumps follow jumps in the same direction
  const double expected = jumps.per_day * days;
  const double none = std::exp(-expected);
  out.add(0, weight * none);
  const double some = std::min(kSettled, expected / std::max(1e-9, 1 - none));
  const double scale = kClusters * jumps.size * std::sqrt(some);
  const double centre = std::clamp(kSlant * jumps.mean * some, -scale, scale);
  for (int i = 0; i < kPoints; ++i) {
    const double p = (i + 0.5) / kPoints;
    const double laplace = p < 0.5 ? std::log(2 * p) : -std::log(2 * (1 - p));
    out.add(centre + scale * laplace, weight * (1 - none) / kPoints);
  }
}

}  // namespace tocsin::analyze
