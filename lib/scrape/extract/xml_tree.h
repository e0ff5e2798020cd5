// XML of feeds as a tree, by libxml2; broken XML is read as far as it goes and reported.
//
// No entities of the document's own are expanded and nothing is fetched; depth is limited to
// libxml2's 256.
#pragma once

#include <libxml/tree.h>

#include <memory>
#include <string>
#include <string_view>

#include "scrape/extract/problems.h"

namespace tocsin::scrape {

struct FreeXml {
  void operator()(xmlDoc* doc) const { xmlFreeDoc(doc); }
};
using XmlTree = std::unique_ptr<xmlDoc, FreeXml>;

// `text` is UTF-8 whatever its declaration says. Null where there is no element.
XmlTree parse_xml(std::string_view text, Problems& problems);

std::string_view local_name(const xmlNode* element);    // without a prefix
std::string_view namespace_of(const xmlNode* element);  // "" none
// Text and CDATA below an element, white space as written.
std::string xml_text(const xmlNode* element);
std::string xml_attribute(const xmlNode* element, std::string_view local_name);
// The first child of this name; null where there is none.
const xmlNode* xml_child(const xmlNode* element, std::string_view local_name);

// Calls `visit` with each child element.
template <typename Visit>
void each_child(const xmlNode* element, const Visit& visit) {
  for (const xmlNode* child = element->children; child != nullptr; child = child->next) {
    if (child->type == XML_ELEMENT_NODE) visit(child);
  }
}

}  // namespace tocsin::scrape
