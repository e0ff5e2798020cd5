// OpenGraph's description of a page as one event: the last resort where nothing says more.
//
// Only where og:type names an event, or event:start_time is given (https://ogp.me/, the names that
// Facebook and shops added, and those in use beside them).
#pragma once

#include <vector>

#include "scrape/extract/html_scan.h"
#include "scrape/extract/nodes.h"

namespace tocsin::scrape {

// Adds the event, its place and its offer in schema.org's words.
void read_open_graph(const std::vector<MetaProperty>& meta, Graph& graph);

}  // namespace tocsin::scrape
