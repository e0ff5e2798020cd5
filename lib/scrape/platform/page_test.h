// A platform file tried on a saved page: what was found beside what was expected (SC-2, SC-12).
// Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scrape/platform/reading.h"

namespace tocsin::scrape {

struct Comparison {
  std::string event;  // whose; "" of the whole page
  std::string field, expected, found;
  bool met = false;
};

struct PageTestResult {
  std::vector<Comparison> rows;
  PlatformReading reading;
  bool met = true;
};

// The test of the file that is for a saved page at this path; null where none is.
const PageTest* test_for(const Platform& platform, std::string_view path);

// Against the test, and against what the file expects of every page. `now` is the time of reading
// where the test gives none.
PageTestResult try_on_page(const Platform& platform, const PageTest& test, std::string_view bytes,
                           Instant now);

}  // namespace tocsin::scrape
