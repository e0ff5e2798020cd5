#include "scrape/extract/xml_tree.h"

#include <libxml/parser.h>

#include <algorithm>

#include "base/text.h"
#include "scrape/extract/html_tree.h"

namespace tocsin::scrape {
namespace {

struct FreeContext {
  void operator()(xmlParserCtxt* context) const { xmlFreeParserCtxt(context); }
};

}  // namespace

XmlTree parse_xml(std::string_view text, Problems& problems) {
  const std::unique_ptr<xmlParserCtxt, FreeContext> context(xmlNewParserCtxt());
  if (!context) return nullptr;
  constexpr int kOptions = XML_PARSE_RECOVER | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                           XML_PARSE_NONET | XML_PARSE_COMPACT | XML_PARSE_IGNORE_ENC;
  XmlTree tree(xmlCtxtReadMemory(context.get(), text.data(), static_cast<int>(text.size()), nullptr,
                                 "UTF-8", kOptions));
  if (context->wellFormed == 0) {
    const char* why = context->lastError.message;
    problems.add(fmt::format("the feed is no XML at line {}: {}; read as far as it goes",
                             context->lastError.line,
                             why == nullptr ? "" : trim(to_utf8(utf8_prefix(why, 200)))));
  }
  if (tree && xmlDocGetRootElement(tree.get()) == nullptr) return nullptr;
  return tree;
}

std::string_view local_name(const xmlNode* element) {
  const std::string_view name = text_view(element->name);
  const std::size_t colon = name.find(':');
  return name.substr(colon == std::string_view::npos ? 0 : colon + 1);
}

std::string_view namespace_of(const xmlNode* element) {
  return element->ns == nullptr ? std::string_view() : text_view(element->ns->href);
}

std::string xml_text(const xmlNode* element) {
  std::string out;
  for (const xmlNode* at = element; at != nullptr; at = next_node(at, element, true)) {
    if (at->type == XML_TEXT_NODE || at->type == XML_CDATA_SECTION_NODE) {
      out += text_view(at->content);
    }
  }
  return out;
}

std::string xml_attribute(const xmlNode* element, std::string_view name) {
  return attribute(element, name);
}

const xmlNode* xml_child(const xmlNode* element, std::string_view name) {
  for (const xmlNode* child = element->children; child != nullptr; child = child->next) {
    if (child->type == XML_ELEMENT_NODE && local_name(child) == name) return child;
  }
  return nullptr;
}

}  // namespace tocsin::scrape
