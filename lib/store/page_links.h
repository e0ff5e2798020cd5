// Which pages lead to which (scrape, tocsin-platforms(5)), and what becomes of pages that no page
// names any more. Written by scrape alone.
//
// A page found this way is fetched as any other. It is unlisted, that is switched off and its links
// forgotten, when nothing leads to it; listed again, it goes on. A page that a person added, paused
// or removed stays as that person left it. Links lead away from the pages that people added, never
// back and never in a circle, so that a list that is given up takes with it what it alone led to.
#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "store/database.h"

namespace tocsin::store {

// Pages of one platform that were found and are fetched; no more are taken up.
inline constexpr std::int64_t kMostFoundPages = 10'000;

// How a page was reached: steps from one that a person added, and which part of its list it is.
struct PageStanding {
  std::int64_t depth = 0, part = 1;
  friend bool operator==(const PageStanding&, const PageStanding&) = default;
  // Fewer steps, then the earlier part.
  friend bool operator<(const PageStanding& a, const PageStanding& b) {
    return std::tie(a.depth, a.part) < std::tie(b.depth, b.part);
  }
};

struct LinkedPage {
  std::string url;
  PageStanding standing;
  std::optional<Duration> interval;  // absent: as the page that leads to it
};

struct LinkChanges {
  std::int64_t found = 0, refused = 0;  // pages taken up; pages beyond kMostFoundPages
  std::vector<std::int64_t> unlisted;   // their offers are the caller's to close
};

// Nothing for a page that was given up.
std::optional<PageStanding> page_standing(Database& db, std::int64_t page_id);
// A person adds the page: it stays whatever leads to it.
void adopt_page(Database& db, std::string_view url);
// The links of a page are these, and no others. Within the caller's transaction.
LinkChanges set_page_links(Database& db, std::int64_t page_id, const std::vector<LinkedPage>& links,
                           Instant now);

}  // namespace tocsin::store
