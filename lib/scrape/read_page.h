// What a fetched answer says: its events and offers, and the class that only the content can tell.
//
// A pure function of its arguments but for the log; thread-safe. A page whose platform's file has a
// fault is unreadable, and says why.
#pragma once

#include "scrape/extract/page.h"
#include "scrape/fetcher.h"
#include "scrape/platform/reading.h"
#include "scrape/walls.h"

namespace tocsin::scrape {

// A fetched page with what was read from it, ready to be stored: many wait for that, so its bytes
// are gone.
struct ReadPage {
  Fetched fetched;  // the class already says nothing_found, not_modified or blocked where so
  Extraction extraction;
  std::string content_hash;
  std::optional<Wall> wall = {};     // what stands before it, where it is blocked
  bool leads_on = false;             // by the platform's file pages of it lead to others
  std::vector<PageLink> links = {};  // where it leads
  // What the platform's file expects and the page does not show; nothing where it expects nothing.
  std::optional<std::vector<std::string>> missing = {};
};

ReadPage read_page(Fetched&& fetched, const Settings& settings, Instant now);

}  // namespace tocsin::scrape
