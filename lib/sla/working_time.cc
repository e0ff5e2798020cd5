#include "sla/working_time.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/time.h"

namespace tocsin::sla {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year;

constexpr Second kFirst{seconds{0}};
constexpr Second kFirstYear{sys_days{year{1} / 1 / 1}};
constexpr Second kLastYear{sys_days{year{10000} / 1 / 1}};
constexpr seconds kBlock = days{512};
using LocalSecond = std::chrono::local_seconds;

std::int64_t count(Second t) {
  return t.time_since_epoch().count();
}

}  // namespace

WorkingTime::WorkingTime(Calendar calendar)
    : calendar_(std::move(calendar)), closures_(calendar_.closures()), before_{0} {}

Second WorkingTime::first() const {
  return calendar_.is_always_open() ? kFirstYear : kFirst;
}

Second WorkingTime::horizon() const {
  return calendar_.is_always_open() ? kLastYear : to_second(kZoneHorizon);
}

void WorkingTime::require(Second t) const {
  if (t >= first() && t <= horizon()) return;
  fail(Exit::bad_input, "{} is not from {} to {}, where calendar '{}' is known", format_instant(t),
       format_instant(first()), format_instant(horizon()), calendar_.name());
}

void WorkingTime::cover(Second t) {
  if (begin_ <= t && t <= end_ && begin_ != end_) return;
  require(t);
  const Second block = kFirst + (t - kFirst) / kBlock * kBlock;
  if (begin_ == end_) begin_ = end_ = block;
  if (block < begin_) prepend(block);
  while (end_ < t) append_block();
}

void WorkingTime::prepend(Second from) {
  const auto later_from = std::exchange(from_, {});
  const auto later_before = std::exchange(before_, {0});
  add(work_in(from, begin_));
  begin_ = from;
  for (std::size_t i = 0; i < later_from.size(); ++i) {
    const Second begin{seconds{later_from[i]}};
    add(IntervalSet({{begin, begin + seconds{later_before[i + 1] - later_before[i]}}}));
  }
}

void WorkingTime::append_block() {
  const Second until = std::min(end_ + kBlock, horizon());
  add(work_in(end_, until));
  end_ = until;
}

// Each stretch of the zone for itself: within it an instant and its wall time are an offset apart,
// so what the wall clock leaves out or shows twice needs no rule of its own.
IntervalSet WorkingTime::work_in(Second from, Second until) const {
  require(from);
  require(until);
  if (calendar_.is_always_open()) return IntervalSet({{from, until}});
  std::vector<Interval> work;
  for (Second begin = from; begin < until;) {
    const OffsetSpan span = calendar_.zone().offset_span(begin);
    const auto offset = std::chrono::duration_cast<seconds>(span.offset);
    const Second end = std::min<Second>(until, to_second(span.until));
    const auto wall = [&](Second t) { return LocalSecond{t.time_since_epoch() + offset}; };
    // The hours of the day before may run past midnight.
    for (Day day = std::chrono::floor<days>(wall(begin)) - days{1}; day < wall(end);
         day += days{1}) {
      const Second midnight{LocalSecond{day}.time_since_epoch() - offset};
      for (const HourRange& hours : calendar_.hours_on(day)) {
        work.push_back(
            {std::max(begin, midnight + hours.from), std::min(end, midnight + hours.until)});
      }
    }
    begin = end;
  }
  return IntervalSet(std::move(work)).without(closures_);
}

void WorkingTime::add(const IntervalSet& work) {
  for (const Interval& i : work) {
    const std::int64_t length = (i.until - i.from).count();
    const auto n = from_.size();
    if (n > 0 && from_[n - 1] + before_[n] - before_[n - 1] == count(i.from)) {
      before_[n] += length;
    } else {
      from_.push_back(count(i.from));
      before_.push_back(before_.back() + length);
    }
  }
}

std::int64_t WorkingTime::worked_before(Second t) const {
  const auto after = std::upper_bound(from_.begin(), from_.end(), count(t));
  if (after == from_.begin()) return 0;
  const auto i = static_cast<std::size_t>(after - from_.begin()) - 1;
  return std::min(before_[i] + count(t) - from_[i], before_[i + 1]);
}

seconds WorkingTime::elapsed(Second from, Second until) {
  if (calendar_.is_always_open()) {
    require(from);
    require(until);
    return until - from;
  }
  // Both first: the sums count from where the list begins.
  cover(from);
  cover(until);
  return seconds{worked_before(until) - worked_before(from)};
}

seconds WorkingTime::elapsed(Second from, Second until, const IntervalSet& pauses) {
  if (until < from) return -elapsed(until, from, pauses);
  seconds sum = elapsed(from, until);
  for (const Interval& p : pauses) {
    const Interval within{std::max(from, p.from), std::min(until, p.until)};
    if (within.from < within.until) sum -= elapsed(within.from, within.until);
  }
  return sum;
}

std::optional<Second> WorkingTime::due(Second start, seconds target) {
  if (calendar_.is_always_open()) {
    require(start);
    if (target > horizon() - start) return std::nullopt;
    return start + std::max(target, seconds{0});
  }
  cover(start);
  if (target <= seconds{0}) return start;
  const std::int64_t goal = worked_before(start) + target.count();
  while (before_.back() < goal && end_ < horizon()) append_block();
  const auto reached = std::lower_bound(before_.begin(), before_.end(), goal);
  if (reached == before_.end()) return std::nullopt;
  const auto i = static_cast<std::size_t>(reached - before_.begin()) - 1;
  return Second{seconds{from_[i] + goal - before_[i]}};
}

std::optional<Second> WorkingTime::due(Second start, seconds target, const IntervalSet& pauses) {
  for (const Interval& p : pauses) {
    if (p.until <= start) continue;
    if (p.from > start) {
      const auto at = due(start, target);
      if (!at || *at <= p.from) return at;
      target -= elapsed(start, p.from);
    }
    if (p.until >= horizon()) return std::nullopt;
    start = p.until;
  }
  return due(start, target);
}

// Hours begin and end with a second, so the first one that is worked off begins the work.
std::optional<Second> WorkingTime::opens(Second t) {
  const auto worked = due(t, seconds{1});
  return worked ? std::optional(*worked - seconds{1}) : std::nullopt;
}

}  // namespace tocsin::sla
