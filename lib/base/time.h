// Times and durations as text.
//
// In: RFC 3339 ("2026-01-31T09:00:00Z", "2026-01-31 09:00:00.5+01:00") or a date, which means
// midnight UTC. Out: RFC 3339 in UTC, milliseconds only where they are not zero. Durations are
// "90s 15m 2h 7d", also joined ("1h30m") and "250ms". Years 0001 to 9999.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace tocsin {

std::optional<Instant> parse_instant(std::string_view text);
std::string format_instant(Instant t);

std::optional<Duration> parse_duration(std::string_view text);
std::string format_duration(Duration d);  // exact, shortest: "1h30m"; parse_duration reads it back

// "07:00" to "24:00" as time since midnight.
std::optional<Duration> parse_time_of_day(std::string_view text);

// As people say it: "2 h 10 m", "3 d", "40 s". Two units at most, never negative.
std::string say_duration(Duration d);

}  // namespace tocsin
