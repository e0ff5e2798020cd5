// Identities that differ, as the store needs them: event_key() over a page, offer_key() within an
// event.
#pragma once

#include <string>
#include <vector>

#include "scrape/extract/page.h"
#include "scrape/extract/problems.h"

namespace tocsin::scrape {

// Drops doubles and gives offers of equal offer_key() external IDs of their own: by what else tells
// them apart (place, address, currency), else by their order on the page, which is reported.
void tell_apart(std::vector<OfferFacts>& offers, const std::string& event_name, Problems& problems);

// A tour whose dates share one address, or an identifier used twice: external IDs that add the
// start.
void tell_events_apart(std::vector<FoundEvent>& events);

}  // namespace tocsin::scrape
