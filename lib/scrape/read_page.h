// What a fetched answer says: its events and offers, and the class that only the content can tell.
//
// A pure function of its arguments; thread-safe.
#pragma once

#include "scrape/extract/page.h"
#include "scrape/fetcher.h"
#include "scrape/walls.h"

namespace tocsin::scrape {

// A fetched page with what was read from it, ready to be stored.
struct ReadPage {
  Fetched fetched;  // the class already says nothing_found, not_modified or blocked where so
  Extraction extraction;
  std::string content_hash;
  std::optional<Wall> wall = {};  // what stands before it, where it is blocked
};

ReadPage read_page(Fetched&& fetched, const Settings& settings, Instant now);

}  // namespace tocsin::scrape
