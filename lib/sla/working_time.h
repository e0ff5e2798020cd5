// Working time by a calendar: how much of it lies between two instants, and when an amount of it
// will have passed.
//
// The calendar is compiled into the list of its working intervals with the sum of all before each,
// so either question is a binary search. The list grows by blocks of 512 days, as far as it was
// asked for. Pauses are taken out of working time; where they touch or overlap they count once.
//
// Times before kFirst, or after horizon(), are refused with Exit::bad_input: local time is not
// known there (base/zone.h). Not thread-safe, since questions let it grow.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "sla/calendar.h"
#include "sla/interval.h"

namespace tocsin::sla {

class WorkingTime {
 public:
  explicit WorkingTime(Calendar calendar);

  const Calendar& calendar() const { return calendar_; }

  // 1970; of the calendar that is always open the year 1.
  Second first() const;
  // 2037-01-01 (kZoneHorizon); of the calendar that is always open the end of the year 9999.
  Second horizon() const;

  // Working time in [from, until); negative where `until` is before `from`.
  seconds elapsed(Second from, Second until);
  seconds elapsed(Second from, Second until, const IntervalSet& pauses);

  // The stretches of working time in it.
  IntervalSet work_in(Second from, Second until) const;

  // The first instant at which `target` of working time has passed since `start`: elapsed(start,
  // due(start, t)) == t. What fills a day to its close is due at the close, not at the next
  // opening. A target of zero, or less, is due at `start`. Nothing if that is not before the
  // horizon, or if a pause that is open comes first.
  std::optional<Second> due(Second start, seconds target);
  std::optional<Second> due(Second start, seconds target, const IntervalSet& pauses);

  // The first instant from `t` on that is working time. Nothing if that is not before the horizon.
  std::optional<Second> opens(Second t);

 private:
  void require(Second t) const;
  void cover(Second t);  // the list goes as far as `t`
  void prepend(Second from);
  void append_block();
  void add(const IntervalSet& work);
  std::int64_t worked_before(Second t) const;  // `t` is covered

  Calendar calendar_;
  IntervalSet closures_;
  Second begin_{}, end_{};            // what the list covers; equal at first
  std::vector<std::int64_t> from_;    // of each interval, seconds since 1970, ascending
  std::vector<std::int64_t> before_;  // work before each of them; one more: in all of them
};

}  // namespace tocsin::sla
