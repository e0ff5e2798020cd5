// The parts of a platform file that say where a value is: "h3.title", { css = "a", attribute =
// "href" }, "/venue/name", and lists of them. For .cc files only: the TOML reader is heavy.
//
// Whatever does not fit is Exit::config "ORIGIN:LINE: reason".
#pragma once

#include <string_view>
#include <vector>

#include "base/toml_table.h"
#include "scrape/platform/rules.h"

namespace tocsin::scrape {

// `data`: a plain text is a CSS selector in html, a JSON Pointer otherwise.
Field read_field(const TomlTable& table, std::string_view key, PageRules::Data data);
// Where items are: a text or a list of texts, or tables with css, xpath or json.
std::vector<Source> read_places(const TomlTable& table, std::string_view key, PageRules::Data data);
// The element of { css = "…" } or { xpath = "…" }, with or without an attribute.
Source read_element(const TomlTable& table);

}  // namespace tocsin::scrape
