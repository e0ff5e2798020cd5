// RSS 0.9x to 2.0 and Atom entries as events.
//
// Each entry is an event; who adds a feed as a page says that it is about events. Its start is what
// an event module states (the RSS event module, xCal in RSS, Google's gd:when, start dates under
// plain names), else a date in its title, else a date of publication that lies more than a day
// after the reading: nothing is published in the future, but some calendars put the start there.
// The latter two are marked as guesses. When an entry was published is never its start otherwise.
#pragma once

#include <string_view>
#include <vector>

#include "scrape/extract/events.h"
#include "scrape/extract/page_context.h"
#include "scrape/extract/problems.h"

namespace tocsin::scrape {

std::vector<EventNode> read_syndication(std::string_view text, const PageContext& page,
                                        Problems& problems);

}  // namespace tocsin::scrape
