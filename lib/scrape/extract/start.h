// A date that was read becomes the start of an event.
#pragma once

#include <optional>

#include "scrape/extract/date_text.h"
#include "scrape/extract/events.h"

namespace tocsin::scrape {

// Sets the start, its precision, zone and wall time. A wall time in a known zone becomes exact,
// before kZoneHorizon. False when the zone it names is unknown: the start then has none.
bool set_start(const DateText& start, EventNode& out);

// Of the start from UTC; nothing where the page does not tell.
std::optional<Duration> offset_of(const EventNode& event);

}  // namespace tocsin::scrape
