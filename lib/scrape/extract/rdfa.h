// RDFa Lite 1.1 as nodes: vocab, typeof, property, resource and prefix, and RDFa Core's `about`.
//
// A liberty as in microdata.h: where no vocabulary is declared, bare names count as schema.org's,
// because that is what pages without one mean. Names of other vocabularies stay whole. The subject
// of a page itself ("og:title") is nobody's property here.
#pragma once

#include "scrape/extract/html_tree.h"
#include "scrape/extract/nodes.h"
#include "scrape/extract/problems.h"

namespace tocsin::scrape {

void read_rdfa(const HtmlTree& tree, Graph& graph, Problems& problems);

}  // namespace tocsin::scrape
