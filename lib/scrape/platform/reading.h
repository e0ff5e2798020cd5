// A page read as its platform's file says: what structured data and the rules find, merged; where
// the page leads; whether it met what the file expects.
//
// A pure function of its arguments; thread-safe. Never throws for what a page contains.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scrape/extract/page.h"
#include "scrape/platform/page_link.h"
#include "scrape/platform/rules.h"

namespace tocsin::scrape {

struct PlatformReading {
  Extraction extraction;
  std::vector<PageLink> links;
  // What the file expects and the page does not show, one sentence each; nothing where the file
  // expects nothing.
  std::optional<std::vector<std::string>> missing;
};

// Pages beyond kMaxPage are refused as by extract_page().
PlatformReading read_platform_page(const Platform& platform, const PageInput& page);

}  // namespace tocsin::scrape
