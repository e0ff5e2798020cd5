// Stretches of time: what SLA arithmetic is made of. Pure values.
//
// UTC, half-open [from, until), whole seconds. Instants have milliseconds; whatever enters the
// arithmetic counts as the second in which it lies (to_second), begins and ends alike. That way
// nothing is lost or counted twice where time is split, and no figure is wrong by a second or more.
#pragma once

#include <chrono>
#include <vector>

#include "base/clock.h"

namespace tocsin::sla {

using std::chrono::seconds;
using Second = std::chrono::sys_seconds;

inline Second to_second(Instant t) {
  return std::chrono::floor<seconds>(t);
}

// The end of what has none yet.
inline constexpr Second kOpen = Second::max();

struct Interval {
  Second from, until;
  friend bool operator==(const Interval&, const Interval&) = default;
};

// Any number of intervals, brought into order: ascending, those that overlap or touch made one,
// those without length (or with their ends out of order) left out.
class IntervalSet {
 public:
  IntervalSet() = default;
  explicit IntervalSet(std::vector<Interval> any);

  auto begin() const { return all_.begin(); }
  auto end() const { return all_.end(); }
  bool empty() const { return all_.empty(); }
  bool contains(Second t) const;
  bool is_open() const { return !all_.empty() && all_.back().until == kOpen; }
  // What of it lies in none of `others`.
  IntervalSet without(const IntervalSet& others) const;

 private:
  std::vector<Interval> all_;
};

}  // namespace tocsin::sla
