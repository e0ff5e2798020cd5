// The offers of an event: nodes to OfferFacts.
//
// An AggregateOffer that holds offers stands for them; one without is a single offer at its low
// price. Each offer gets what the page says of it and nothing else; prices that are negative,
// beyond a billion or not to be understood are left out and reported.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/offer.h"
#include "scrape/extract/nodes.h"
#include "scrape/extract/page_context.h"
#include "scrape/extract/problems.h"

namespace tocsin::scrape {

// What the event and the page say that its offers need.
struct OfferScope {
  const Graph& graph;
  const PageContext& page;
  Problems& problems;
  std::string where;       // names the event in problems
  std::string event_name;  // an offer of that name has no section
  std::string country;     // of the venue
  Duration offset{0};      // of wall times without a zone, from UTC
};

struct OfferSet {
  std::vector<OfferFacts> offers;
  std::optional<Instant> on_sale_from, on_sale_until;  // the earliest and the latest stated
};

void read_offer(const Value& value, const OfferScope& scope, OfferSet& out);

// A node's own identifier: of these properties the first; of a PropertyValue its value.
std::string identifier(const Graph& graph, const Node& node, Names properties);

}  // namespace tocsin::scrape
