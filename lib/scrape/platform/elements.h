// XPath over the tree of one page.
//
// Expressions are compiled for each page anew: libxml2 keeps state in compiled ones, so that
// threads could not share them. One object serves one thread.
#pragma once

#include <libxml/xpath.h>

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "scrape/extract/html_tree.h"
#include "scrape/extract/problems.h"

namespace tocsin::scrape {

// Why this is no XPath expression; nothing where it is one.
std::optional<std::string> xpath_fault(const std::string& expression);

struct Hit {
  const xmlNode* element = nullptr;  // null: the value is `text`
  std::string text;                  // of attributes, text nodes, strings and numbers
};

class Elements {
 public:
  // The tree outlives this. Work beyond a limit ends in no hits and a problem.
  Elements(const HtmlTree& tree, Problems& problems);
  ~Elements();
  Elements(const Elements&) = delete;
  Elements& operator=(const Elements&) = delete;

  const xmlNode* root() const;  // null: an empty page
  // In page order.
  std::vector<Hit> find(const std::string& expression, const xmlNode* from);
  // What a reader sees of an element: no scripts, blanks where blocks meet.
  std::string text_of(const xmlNode* element);

 private:
  struct FreeContext {
    void operator()(xmlXPathContext* context) const { xmlXPathFreeContext(context); }
  };
  struct FreeCompiled {
    void operator()(xmlXPathCompExpr* compiled) const { xmlXPathFreeCompExpr(compiled); }
  };
  using Compiled = std::unique_ptr<xmlXPathCompExpr, FreeCompiled>;
  xmlXPathCompExpr* compiled(const std::string& expression);

  const HtmlTree& tree_;
  Problems& problems_;
  ReadingLimit limit_;
  std::unique_ptr<xmlXPathContext, FreeContext> context_;
  std::unordered_map<std::string, Compiled> compiled_;
};

}  // namespace tocsin::scrape
