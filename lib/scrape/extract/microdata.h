// Microdata items as nodes (WHATWG HTML, chapter 5), by libxml2's HTML parser.
//
// One liberty: a `content` attribute is the value of any element, not only of <meta>, because
// schema.org's own examples and most sites write it so. Elements nested deeper than 256 are left
// out (libxml2's limit), and so is what a page repeats of itself beyond all measure (by itemref, by
// properties within properties); both are reported. Nothing is fetched and no entity is expanded.
#pragma once

#include <string_view>

#include "scrape/extract/nodes.h"
#include "scrape/extract/problems.h"

namespace tocsin::scrape {

void read_microdata(std::string_view html, Graph& graph, Problems& problems);

}  // namespace tocsin::scrape
