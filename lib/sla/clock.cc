#include "sla/clock.h"

#include <algorithm>

namespace tocsin::sla {

ClockReading read_clock(const SlaClock& clock, WorkingTime& calendar, Second now) {
  const Second until = std::max(clock.started, clock.stopped.value_or(now));
  const seconds elapsed = calendar.elapsed(clock.started, until, clock.pauses);
  const seconds left = clock.target - elapsed;
  const auto due = calendar.due(clock.started, clock.target, clock.pauses);
  const bool runs = !clock.stopped;
  // Who runs has missed the deadline as soon as nothing is left; who stopped in that second has
  // not. Behind it no working time need have passed: the desk may have closed.
  const bool breached = runs ? left <= seconds{0} : due && until > *due;
  return {.due_at = due,
          .elapsed = elapsed,
          .left = left,
          .paused = runs && clock.pauses.contains(now),
          .met = !runs && !breached,
          .breached = breached};
}

}  // namespace tocsin::sla
