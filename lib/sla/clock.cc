#include "sla/clock.h"

#include <algorithm>

namespace tocsin::sla {

ClockReading read_clock(const SlaClock& clock, WorkingTime& calendar, Second now) {
  const Second until = std::max(clock.started, clock.stopped.value_or(now));
  const seconds elapsed = calendar.elapsed(clock.started, until, clock.pauses);
  const seconds left = clock.target - elapsed;
  const bool runs = !clock.stopped;
  // A second that has begun to be too much is; work done in the last one was in time.
  const bool breached = runs ? left <= seconds{0} : left < seconds{0};
  return {.due_at = calendar.due(clock.started, clock.target, clock.pauses),
          .elapsed = elapsed,
          .left = left,
          .paused = runs && clock.pauses.contains(now),
          .met = !runs && !breached,
          .breached = breached};
}

}  // namespace tocsin::sla
