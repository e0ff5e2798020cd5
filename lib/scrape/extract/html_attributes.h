// The attributes of a tag (WHATWG HTML 13.2.5.32 to 13.2.5.39). All views are into the text given.
#pragma once

#include <string_view>

#include "scrape/extract/html_bytes.h"

namespace tocsin::scrape {

struct Attribute {
  std::string_view name, value;  // the value with its entities as written
};

// Reads the attribute at `at`; false at the end of the tag, `at` then stands behind its '>' (or at
// the end of the text).
bool next_attribute(std::string_view html, std::size_t& at, Attribute& out);

// Behind the name of a tag.
inline std::size_t name_end(std::string_view html, std::size_t at) {
  while (at < html.size() && !is(kEndsName, html[at])) ++at;
  return at;
}

}  // namespace tocsin::scrape
