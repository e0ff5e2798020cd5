// A page's bytes in, the events and offers it states out.
//
// Reads schema.org's Event and Offer in JSON-LD, microdata and RDFa Lite, and OpenGraph where none
// of them says anything (SC-1, SC-3); calendars and feeds (feed.h). One pass without a tree finds
// the JSON-LD and whether there is anything else; a tree is built only for microdata and RDFa that
// mention an event. A pure function: no network, no clock, no state; thread-safe. It never throws
// for what a page contains: whatever cannot be read is left out and named in `problems`, and the
// rest of the page is still read.
//
//   empty body, or an error page sent with 200   no events; the caller knows what used to be there
//   a charset that the bytes contradict          read as declared, faulty bytes replaced, reported
//   prices of zero                               free, an amount of zero
//   past events                                  found as any other
//   an identifier used by two events             each gets one that adds its start
//   offers that nothing tells apart              numbered in page order, reported
#pragma once

#include <optional>
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
  // Of the reading; absent: "Fri 10am" and rules of repetition are not followed.
  std::optional<Instant> at = {};
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
