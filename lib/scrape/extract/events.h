// The events among a page's nodes: schema.org's Event and its subtypes to EventFacts.
//
// Wherever they stand: at the top, in a @graph or a list, as `event` of a performer or a venue, as
// `subEvent` of another. An event without a name takes it from its teams or performers, or is left
// out and reported.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scrape/extract/nodes.h"
#include "scrape/extract/page.h"
#include "scrape/extract/page_context.h"
#include "scrape/extract/problems.h"

namespace tocsin::scrape {

// An event as one node states it, with what tells whether another node means the same.
struct EventNode {
  FoundEvent found;             // offers as written: doubles and equal keys are possible
  std::optional<Instant> wall;  // the start as written, as if the zone were UTC
  std::string id;               // the node's own identifier
};

std::vector<EventNode> find_events(const Graph& graph, const PageContext& page, Problems& problems);

}  // namespace tocsin::scrape
