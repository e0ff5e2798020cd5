// Finds on one page what the sources of a platform file point to: elements or JSON values.
//
// One object serves one page and one thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scrape/extract/nodes.h"
#include "scrape/platform/elements.h"
#include "scrape/platform/rules.h"

namespace tocsin::scrape {

// Where on the page: one of the two is set.
struct Place {
  const xmlNode* element = nullptr;
  const JsonValue* json = nullptr;
};

// The places that a source may be looked for in.
struct Scopes {
  Place item, event, page;
};

class Finder {
 public:
  Finder(std::string_view text, Problems& problems) : text_(text), problems_(problems) {}

  // The page as the rules want it: its root element, or its JSON. Nothing where it has none; why
  // is among the problems.
  std::optional<Place> page(const PageRules& rules);

  // Of the first source that finds any place.
  std::vector<Place> items(const std::vector<Source>& sources, const Scopes& within);
  // Of the first source that finds a text; translated and cleaned, at most 1,000.
  std::vector<Value> values(const Field& field, const Scopes& within);
  // The first of them; "" without one.
  std::string text(const Field& field, const Scopes& within);

 private:
  Elements& elements();
  const JsonValue& keep(std::string_view json, std::string_view where);
  std::vector<Value> raw_values(const Source& source, const Scopes& within);
  std::string embedded(const PageRules& rules);

  std::string_view text_;
  Problems& problems_;
  HtmlTree tree_;
  std::optional<Elements> elements_;
  std::optional<JsonValue> json_;
};

}  // namespace tocsin::scrape
