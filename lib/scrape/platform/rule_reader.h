// What a platform file's rules find on a page: events with their offers, as one more vocabulary.
//
// The rules name texts; what these mean is read as structured data is (extract/events.h): money,
// dates and words of availability in the same languages, complaints in the same list.
#pragma once

#include <vector>

#include "scrape/extract/events.h"
#include "scrape/extract/page_context.h"
#include "scrape/platform/finder.h"

namespace tocsin::scrape {

// At most 10,000 events and as many offers of a page are read.
inline constexpr std::size_t kMostRuleItems = 10'000;

struct RuleReading {
  std::vector<EventNode> events;
  std::size_t items = 0;  // that were looked at
};

// `name` is what an event is called for which the rules find none; "" leaves it out.
RuleReading read_by_rules(const Platform& platform, const PageRules& rules, Finder& finder,
                          const Place& page, const PageContext& context, const std::string& name,
                          Problems& problems);

}  // namespace tocsin::scrape
