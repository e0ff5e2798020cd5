// HTML as a tree, by libxml2's parser, for the vocabularies that live in elements: microdata, RDFa.
//
// Elements nested deeper than 256 are left out (libxml2's limit) and reported. Nothing is fetched
// and no entity is expanded.
#pragma once

#include <libxml/HTMLparser.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "scrape/extract/problems.h"

namespace tocsin::scrape {

struct FreeTree {
  void operator()(xmlDoc* doc) const { xmlFreeDoc(doc); }
};
using HtmlTree = std::unique_ptr<xmlDoc, FreeTree>;

// What of a page the tree holds: all, or what readers of microdata and RDFa ask for, which is a
// small part: every element, the attributes they know, and text within elements that hold a
// property. Of a property that a second <html> gives the first the text has then gone by.
enum class Keep { all, properties };

// Null where there is nothing to read.
HtmlTree parse_html(std::string_view html, Keep keep, Problems& problems);

std::string_view text_view(const xmlChar* text);
const xmlAttr* find_attribute(const xmlNode* element, std::string_view name);
std::string text_of(const xmlAttr* attribute);
std::string attribute(const xmlNode* element, std::string_view name);
// What blanks and line breaks separate.
std::vector<std::string> words_of(std::string text);

// The element after `at` in page order within `root`; `inside` false leaves out what `at` holds.
const xmlNode* next_node(const xmlNode* at, const xmlNode* root, bool inside);
// The attribute that holds the value of an element, if it has one (WHATWG HTML, 5.2.4).
const xmlAttr* value_attribute(const xmlNode* element);

// How much of a page's tree is read before it counts as repeating itself: properties within
// properties, and microdata's itemref, multiply what is written once.
class ReadingLimit {
 public:
  // The text of an element and what it holds, cut off at the limit.
  std::string text_in(const xmlNode* element);
  void visit() { ++visits_; }
  bool exhausted() const { return visits_ > kMostVisits || text_ > kMostText; }

 private:
  static constexpr std::size_t kMostVisits = 1'000'000;  // of elements and texts
  static constexpr std::size_t kMostText = 64U << 20;    // bytes of values
  std::size_t visits_ = 0;
  std::size_t text_ = 0;
};

}  // namespace tocsin::scrape
