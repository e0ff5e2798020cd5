// links: tocsin_scrape
// Any bytes as a page: the extraction ends, and what it found keeps its promises.
#include <cstdint>
#include <cstdlib>
#include <set>

#include "base/text.h"
#include "scrape/extract/page.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tocsin;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto page = scrape::extract_page({bytes, "https://tickets.example/a/b", ""});
  std::set<std::string> events;
  for (const scrape::FoundEvent& found : page.events) {
    if (!events.insert(event_key(found.event)).second) std::abort();
    if (!is_utf8(found.event.name) || found.event.name.empty()) std::abort();
    std::set<std::string> offers;
    for (const OfferFacts& offer : found.offers) {
      if (!offers.insert(offer_key(offer)).second) std::abort();
      if (offer.price && offer.price->minor < 0) std::abort();
    }
  }
  return 0;
}
