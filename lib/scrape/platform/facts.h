// The facts of events and offers as texts by the names that platform files use, and how a reading
// compares with what a file expects (SC-12). Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scrape/extract/page.h"
#include "scrape/platform/rules.h"

namespace tocsin::scrape {

// "name", "starts_at", "venue", … of the event, "offer.price", "offer.section", … of an offer; ""
// where it is not known. `offer` null: no offer's fact is.
std::string fact(std::string_view field, const EventFacts& event, const OfferFacts* offer);
// All names there are.
std::vector<std::string_view> fact_names();

// How many events (or, for "offer.…", offers) there are and have the fact.
struct Share {
  std::size_t of = 0, have = 0;
};
Share share_of(std::string_view field, const std::vector<FoundEvent>& events);

// What is expected and not there, a sentence each.
std::vector<std::string> missing_of(const Expectation& expect, const Extraction& found);

}  // namespace tocsin::scrape
