// Hours of the week in wall time, to which a layer of a schedule may be limited.
//
// A moment lies within them if the wall clock of the zone shows a time within the hours of a day
// then; hours that run past midnight belong to the day on which they begin.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/zone.h"

namespace tocsin::escalate {

struct Span;

// Since midnight: 0 h <= from < 24 h, from < until <= from + 24 h; what lies beyond 24 h is of the
// next day.
struct HourRange {
  Duration from, until;
};

// By weekday::c_encoding(): Sunday first. They may overlap.
using WeekHours = std::array<std::vector<HourRange>, 7>;

// "09:00-17:30", "22:00-06:00" (past midnight), "00:00-24:00". Nothing for what is none.
std::optional<HourRange> parse_hours(std::string_view text);

// The stretches of [from, until) within the hours: ascending, none touch. From 1970 on; beyond
// kZoneHorizon Exit::bad_input.
std::vector<Span> spans_in(const WeekHours& hours, const Zone& zone, Instant from, Instant until);

}  // namespace tocsin::escalate
