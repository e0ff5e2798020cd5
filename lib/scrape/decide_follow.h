// Which of the pages that a page leads to are fetched as well: pure.
#pragma once

#include <vector>

#include "scrape/platform/page_link.h"
#include "store/page_links.h"

namespace tocsin::scrape {

// A page that a person added is no step away and the first part of its list. The next part of a
// list is as many steps away as the list; what a list names is one step further. Beyond a link's
// limit nothing is followed.
std::vector<store::LinkedPage> pages_to_follow(const std::vector<PageLink>& links,
                                               const store::PageStanding& standing);

}  // namespace tocsin::scrape
