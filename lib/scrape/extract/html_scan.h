// One pass over HTML for what structured data needs, without building a tree.
//
// Follows the tokenizer of WHATWG HTML 13.2.5 where it decides what is markup and what is not:
// comments, bogus comments, quoted attributes, raw text elements and the escaped states of script
// data. Linear in the length of the page. All views are into the text given.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "scrape/extract/html_attributes.h"

namespace tocsin::scrape {

// Calls `visit(name, at)` for each start tag outside comments and raw text, `at` being where its
// attributes start, until it returns false.
void each_tag(std::string_view html,
              const std::function<bool(std::string_view name, std::size_t attributes)>& visit);

struct ScriptBlock {
  std::string_view text;
  std::string_view before = {};  // what the page has before it
  bool closed = true;            // false: the page ended before </script>

  // Of the page, where the text starts. Counts, so ask only where it is told.
  std::size_t line() const;
};

// <meta property="og:title" content="…">, also with name in place of property.
struct MetaProperty {
  std::string_view name, content;  // the content with its entities as written
};

struct Outline {
  std::vector<ScriptBlock> json_ld;
  std::vector<MetaProperty> meta;  // at most 100, names with a colon only
  std::string_view language;       // of <html lang>
  std::string_view base;           // of the first <base href>
  bool has_items = false;          // some itemtype mentions an event
  bool has_types = false;          // some typeof mentions an event
  bool open_comment = false;       // a comment runs to the end of the page
};

Outline outline(std::string_view html);

}  // namespace tocsin::scrape
