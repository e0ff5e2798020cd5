// Hours of the week in wall time, to which a layer of a schedule may be limited.
//
// A moment lies within them if the wall clock of the zone shows a time within the hours of a day
// then; hours that run past midnight belong to the day on which they begin.
#pragma once

#include <vector>

#include "base/clock.h"
#include "base/hours.h"
#include "base/zone.h"

namespace tocsin::escalate {

struct Span;

// The stretches of [from, until) within the hours, which may overlap: ascending, none touch. From
// 1970 on; beyond kZoneHorizon Exit::bad_input.
std::vector<Span> spans_in(const WeekHours& hours, const Zone& zone, Instant from, Instant until);

}  // namespace tocsin::escalate
