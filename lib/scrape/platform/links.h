// The pages that a page leads to: the next part of its list, and what it lists.
#pragma once

#include <string>
#include <vector>

#include "scrape/extract/page_context.h"
#include "scrape/platform/finder.h"
#include "scrape/platform/page_link.h"

namespace tocsin::scrape {

// Only http and https, only where the platform is at home, none twice, never the page itself.
// `items`: how many the page shows; a numbered list ends where there are none. Counting parts and
// depth is the caller's: a page alone does not know how it was reached.
std::vector<PageLink> find_links(const Platform& platform, const PageRules& rules, Finder& finder,
                                 const Scopes& scopes, const PageContext& context,
                                 const net::Url& page, std::size_t items);

// The number in a parameter of the query; nothing where it has none.
std::optional<std::int64_t> numbered(const net::Url& url, std::string_view parameter);

}  // namespace tocsin::scrape
