// Deadlines and time left, as people say them. Pure.
#pragma once

#include <string>

#include "base/zone.h"
#include "sla/interval.h"
#include "store/ticket_clocks.h"

namespace tocsin::sla {

// "Mon 2 Nov 2026 09:00", by the wall clock of the zone; seconds only where there are some.
std::string say_when(Second t, const Zone& zone);
// "Mon 2 Nov 2026 09:00 to 12:30"; where the clocks are changed in between, with both offsets.
std::string say_stretch(const Interval& i, const Zone& zone);
// "2 h 10 m left", "breached 40 m ago".
std::string say_left(seconds left);
// "first response", "next response", "resolution".
std::string_view say_clock(ClockKind kind);

}  // namespace tocsin::sla
