// The attributes of a tag (WHATWG HTML 13.2.5.32 to 13.2.5.39). All views are into the text given.
#pragma once

#include <algorithm>
#include <string_view>

#include "scrape/extract/html_bytes.h"

namespace tocsin::scrape {

struct Attribute {
  std::string_view name, value;  // the value with its entities as written
};

// Reads the attribute at `at`; false at the end of the tag, `at` then stands behind its '>' (or at
// the end of the text).
bool next_attribute(std::string_view html, std::size_t& at, Attribute& out);

// Is the attribute whose name ends at `end` one that tells the type of an item?
bool tells_type(std::string_view html, std::size_t end);

// By the letters that "itemtype" and "typeof" begin and end with.
inline bool may_tell_type(std::string_view html, std::size_t end) {
  const auto back = [&](std::size_t bytes) { return html[end - bytes] | 0x20; };
  return end >= 8 && ((back(1) == 'e' && back(8) == 'i') || (back(1) == 'f' && back(6) == 't'));
}

// Behind the name of a tag.
inline std::size_t name_end(std::string_view html, std::size_t at) {
  while (at < html.size() && !is(kEndsName, html[at])) ++at;
  return at;
}

// Over attributes that tell nothing and are written as nearly all are: name="value", name=value,
// name. True at the end of the tag, as next_attribute() has it; else next_attribute() must go on
// from there.
inline bool skip_plain_attributes(TagBytes& bytes, std::size_t& at) {
  const std::string_view html = bytes.text();
  for (;;) {
    const std::size_t mark = bytes.next_close_or_value(at);
    if (mark + 1 >= html.size()) return false;
    if (html[mark] == '>') {
      at = mark + 1;
      return true;
    }
    // Behind a blank or an attribute the '=' is something else; so may be what it is followed by.
    const char first = html[mark + 1];
    if (mark == at || is(kEndsName, html[mark - 1]) || is(kEndsName, first)) return false;
    if (may_tell_type(html, mark) && tells_type(html, mark)) return false;
    if (first == '"') {
      at = bytes.next_quote(mark + 2) + 1;
    } else if (first == '\'') {
      at = std::min(html.find('\'', mark + 2), html.size()) + 1;
    } else {
      at = mark + 2;
      while (at < html.size() && html[at] != '>' && !is(kSpace, html[at])) ++at;
    }
    if (at >= html.size()) {
      at = html.size();
      return false;
    }
  }
}

}  // namespace tocsin::scrape
