// A page's bytes in, the events and offers it states out.
//
// Reads schema.org's Event and Offer in JSON-LD and microdata (SC-1, SC-3). A pure function: no
// network, no clock, no state; thread-safe. It never throws for what a page contains: whatever
// cannot be read is left out and named in `problems`, and the rest of the page is still read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/offer.h"

namespace tocsin::scrape {

// Larger pages are refused with a problem.
inline constexpr std::size_t kMaxPage = 16U << 20;

struct PageInput {
  std::string_view bytes;
  std::string url;           // absolute; relative references are resolved against it
  std::string content_type;  // the header as received, "" when unknown
};

struct FoundEvent {
  EventFacts event;
  std::vector<OfferFacts> offers;  // no two with the same offer_key()
};

struct Extraction {
  std::vector<FoundEvent> events;     // in page order, no two with the same event_key()
  std::vector<std::string> problems;  // one sentence each, naming where and why
};

Extraction extract_page(const PageInput& page);

}  // namespace tocsin::scrape
