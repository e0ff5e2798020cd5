// Microdata items as nodes (WHATWG HTML, chapter 5).
//
// One liberty: a `content` attribute is the value of any element, not only of <meta>, because
// schema.org's own examples and most sites write it so. What a page repeats of itself beyond all
// measure (by itemref, by properties within properties) is left out and reported.
#pragma once

#include "scrape/extract/html_tree.h"
#include "scrape/extract/nodes.h"
#include "scrape/extract/problems.h"

namespace tocsin::scrape {

void read_microdata(const HtmlTree& tree, Graph& graph, Problems& problems);

}  // namespace tocsin::scrape
