// JSON-LD blocks as nodes.
//
// Keeps the shape of what is written: no contexts are fetched or expanded (schema.org's names are
// recognised by nodes.h). @graph is a property like any other, since every node of a graph is
// looked at; @value, @list and @set stand for what they hold. Broken JSON is repaired where it can
// be and reported; nesting deeper than 64 is left out.
#pragma once

#include "scrape/extract/html_scan.h"
#include "scrape/extract/nodes.h"
#include "scrape/extract/problems.h"

namespace tocsin::scrape {

// `number` counts the blocks of the page from 1, for problems.
void read_json_ld(const ScriptBlock& block, std::size_t number, Graph& graph, Problems& problems);

}  // namespace tocsin::scrape
