// One event per event, however often a page states it.
//
// The same event in JSON-LD and in microdata, or twice in one of them, becomes one: its first
// statement counts and later ones fill what it left open. Afterwards all identities differ:
// event_key() over the page, offer_key() within an event.
#pragma once

#include <vector>

#include "scrape/extract/events.h"
#include "scrape/extract/page.h"
#include "scrape/extract/problems.h"

namespace tocsin::scrape {

// One list of events for each vocabulary of the page, the most trusted first.
std::vector<FoundEvent> merge_events(std::vector<std::vector<EventNode>> vocabularies,
                                     Problems& problems);

}  // namespace tocsin::scrape
