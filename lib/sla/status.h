// How an SLA clock stands by what is left of its target. Pure.
#pragma once

#include <optional>

#include "model/ticket.h"
#include "sla/working_time.h"

namespace tocsin::sla {

// By the working time left, the first that holds: breach, nothing; critical, less than an hour and
// less than a quarter of the target; warning, less than a quarter; upcoming, less than half; on
// track. So a target of four hours or less is never in warning, and a new one is always on track.
SlaStatus status_of(seconds left, seconds target);

// The most that is left of a clock that stands more urgent than this; nothing is beyond breach.
std::optional<seconds> more_urgent_at(SlaStatus than, seconds target);

}  // namespace tocsin::sla
