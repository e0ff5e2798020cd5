// The VEVENTs of an iCalendar text (RFC 5545), by libical.
//
// An event that repeats becomes one event for each time from the day before the reading to 400 days
// after it, 500 at most, with the local start added to its UID; RDATE, EXDATE and the exceptions of
// RECURRENCE-ID are followed. Rules that repeat more often than daily, and all rules where the time
// of the reading is not known, give the first time only. Zones are looked for by their IANA name,
// also at the end of a longer one, then in the VTIMEZONE of the text; a time without a zone has
// that of X-WR-TIMEZONE, else none.
//
// LOCATION is a name, and behind " @ " or the first comma an address as written. COST and X-COST
// are prices, X-TICKETS-URL the address of the offer. X-COST-TYPE is not read: calendars write
// "free" where nobody stated a cost.
#pragma once

#include <string_view>
#include <vector>

#include "scrape/extract/events.h"
#include "scrape/extract/page_context.h"
#include "scrape/extract/problems.h"

namespace tocsin::scrape {

std::vector<EventNode> read_icalendar(std::string_view text, const PageContext& page,
                                      Problems& problems);

}  // namespace tocsin::scrape
