// links: tocsin_scrape
// Any text is a platform file that can be used on a page, or a clear refusal; nothing else may
// happen. What stands behind a line "---" is the page.

#include <cstdlib>
#include <set>

#include "base/error.h"
#include "net/url.h"
#include "scrape/platform/platform_file.h"
#include "scrape/platform/reading.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace tocsin;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t mark = std::min(input.find("\n---\n"), input.size());
  const std::string_view page = input.substr(std::min(mark + 5, input.size()));
  try {
    const scrape::Platform platform = scrape::read_platform(input.substr(0, mark), "fuzz", "fuzz");
    const auto reading = scrape::read_platform_page(
        platform, {page, "https://www.shows.example/list?page=1", "", Instant{Duration{0}}});
    std::set<std::string> events;
    for (const auto& found : reading.extraction.events) {
      if (!events.insert(event_key(found.event)).second) std::abort();
    }
    std::set<std::string> links;
    for (const auto& link : reading.links) {
      if (!links.insert(link.url).second || !net::Url::parse(link.url)) std::abort();
    }
  } catch (const Error& e) {
    if (e.status() != Exit::config) throw;
  }
  return 0;
}
