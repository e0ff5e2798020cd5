// links: tocsin_scrape
// Any bytes as a calendar or a feed, by their beginning and then as each kind there is.
#include <cstdint>
#include <cstdlib>

#include "base/text.h"
#include "scrape/extract/feed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tocsin;
  const std::string text = to_utf8({reinterpret_cast<const char*>(data), size});
  const scrape::PageContext page{net::Url::parse("https://venue.example/feed"), "en",
                                 Instant{std::chrono::sys_days{std::chrono::year{2026} / 5 / 14}}};
  using enum scrape::FeedKind;
  for (const scrape::FeedKind kind : {scrape::feed_kind(text), icalendar, xcal, syndication}) {
    scrape::Problems problems;
    for (const auto& event : scrape::read_feed(kind, text, page, problems)) {
      if (!is_utf8(event.found.event.name) || event.found.event.name.empty()) std::abort();
    }
  }
  return 0;
}
