// One SLA clock of a ticket: what it was given, and how it reads. Pure.
#pragma once

#include <optional>

#include "sla/working_time.h"

namespace tocsin::sla {

// As known by the time it is read.
struct SlaClock {
  seconds target;  // of working time, at least a second
  Second started;
  IntervalSet pauses{};             // open while the clock stands
  std::optional<Second> stopped{};  // answered, resolved; before `started` counts as then
};

struct ClockReading {
  // Nothing while a pause that is open comes before it, or beyond the calendar's horizon.
  std::optional<Second> due_at;
  seconds elapsed, left;  // of working time, by `now` or when it stopped; overdue: left is negative
  bool paused = false;    // it has not stopped and stands now
  bool met = false;       // it stopped at `due_at` or sooner
  bool breached = false;  // it stopped later, or runs and has nothing left
};

ClockReading read_clock(const SlaClock& clock, WorkingTime& calendar, Second now);

}  // namespace tocsin::sla
