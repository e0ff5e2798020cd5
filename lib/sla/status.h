// How an SLA clock stands by what is left of its target, and when that will change. Pure.
#pragma once

#include <optional>

#include "model/ticket.h"
#include "sla/working_time.h"

namespace tocsin::sla {

// By the working time left, the first that holds: breach, nothing; critical, less than an hour and
// less than a quarter of the target; warning, less than a quarter; upcoming, less than half; on
// track. So a target of four hours or less is never in warning, and a new one is always on track.
SlaStatus status_of(seconds left, seconds target);

// The most that is left when the next status has begun; nothing behind breach.
std::optional<seconds> next_status_at(seconds left, seconds target);

// The first second in which the status is another than it is `now`, with so much left, while the
// clock runs on: what a ticket carries so that a run need not look at it sooner. Nothing behind
// breach, in a pause that is open, and where the horizon of the calendar comes first.
std::optional<Second> next_change(WorkingTime& calendar, Second now, seconds left, seconds target,
                                  const IntervalSet& pauses = {});

}  // namespace tocsin::sla
