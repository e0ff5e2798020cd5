#include "scrape/extract/html_tree.h"

#include <libxml/SAX2.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace tocsin::scrape {
namespace {

struct FreeContext {
  void operator()(htmlParserCtxt* context) const { htmlFreeParserCtxt(context); }
};

// Which attribute holds the value of an element (WHATWG HTML, 5.2.4).
struct ValueAttribute {
  std::string_view element, attribute;
};
constexpr auto kValueAttributes = std::to_array<ValueAttribute>({{"a", "href"},
                                                                 {"area", "href"},
                                                                 {"audio", "src"},
                                                                 {"data", "value"},
                                                                 {"embed", "src"},
                                                                 {"iframe", "src"},
                                                                 {"img", "src"},
                                                                 {"link", "href"},
                                                                 {"meter", "value"},
                                                                 {"object", "data"},
                                                                 {"source", "src"},
                                                                 {"time", "datetime"},
                                                                 {"track", "src"},
                                                                 {"video", "src"}});

// Of the attributes, sorted, what read_microdata() and read_rdfa() look at.
constexpr auto kOfProperties = std::to_array<std::string_view>(
    {"about", "content", "data", "datetime", "href", "id", "itemid", "itemprop", "itemref",
     "itemscope", "itemtype", "prefix", "property", "resource", "src", "typeof", "value", "vocab"});

// Stands between the parser and libxml2's builder of trees, and lets through what Keep::properties
// keeps. An element whose text is kept is marked by its `_private`.
class PropertyFilter {
 public:
  // Both must live until the parser is done.
  explicit PropertyFilter(htmlParserCtxt& parser) {
    parser._private = this;
    parser.sax->startElement = &start_element;
    parser.sax->characters = &characters;
    parser.sax->cdataBlock = &cdata;
  }
  PropertyFilter(const PropertyFilter&) = delete;
  PropertyFilter& operator=(const PropertyFilter&) = delete;

 private:
  static htmlParserCtxt& parser_of(void* context) { return *static_cast<htmlParserCtxt*>(context); }

  static void start_element(void* context, const xmlChar* name, const xmlChar** attributes) {
    htmlParserCtxt& parser = parser_of(context);
    auto& self = *static_cast<PropertyFilter*>(parser._private);
    const bool holds_property = self.choose(attributes);
    xmlNode* const outer = parser.node;
    xmlSAX2StartElement(context, name, self.chosen_.data());
    if (parser.node == outer || parser.node == nullptr) return;  // nested too deeply
    if (holds_property || keeps_text(outer)) parser.node->_private = parser.node;
  }
  // From names and values in turn; is one of them that of a property?
  bool choose(const xmlChar** attributes) {
    chosen_.clear();
    bool holds_property = false;
    for (; attributes != nullptr && attributes[0] != nullptr; attributes += 2) {
      const std::string_view name = text_view(attributes[0]);
      if (!std::binary_search(kOfProperties.begin(), kOfProperties.end(), name)) continue;
      chosen_.insert(chosen_.end(), {attributes[0], attributes[1]});
      holds_property |= name == "itemprop" || name == "property";
    }
    chosen_.insert(chosen_.end(), {nullptr, nullptr});  // the builder reads them in twos
    return holds_property;
  }

  static bool keeps_text(const xmlNode* element) {
    return element != nullptr && element->_private != nullptr;
  }
  static void characters(void* context, const xmlChar* text, int length) {
    if (keeps_text(parser_of(context).node)) xmlSAX2Characters(context, text, length);
  }
  static void cdata(void* context, const xmlChar* text, int length) {
    if (keeps_text(parser_of(context).node)) xmlSAX2CDataBlock(context, text, length);
  }

  std::vector<const xmlChar*> chosen_;  // of the element that starts
};

}  // namespace

HtmlTree parse_html(std::string_view html, Keep keep, Problems& problems) {
  std::string without_nul;
  if (html.find('\0') != std::string_view::npos) {
    without_nul = html;
    std::replace(without_nul.begin(), without_nul.end(), '\0', ' ');
    html = without_nul;
  }
  const std::unique_ptr<htmlParserCtxt, FreeContext> context(htmlNewParserCtxt());
  if (!context) return nullptr;
  std::optional<PropertyFilter> filter;
  if (keep == Keep::properties) filter.emplace(*context);
  constexpr int kOptions = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                           HTML_PARSE_NONET | HTML_PARSE_COMPACT;
  HtmlTree tree(htmlCtxtReadMemory(context.get(), html.data(), static_cast<int>(html.size()),
                                   nullptr, "UTF-8", kOptions));
  // The parser stops for good only at its own limits.
  if (context->disableSAX != 0) {
    problems.add(fmt::format("line {}: elements nested too deeply; the rest was left out",
                             context->lastError.line));
  }
  return tree;
}

std::string_view text_view(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

const xmlAttr* find_attribute(const xmlNode* element, std::string_view name) {
  for (const xmlAttr* a = element->properties; a != nullptr; a = a->next) {
    if (text_view(a->name) == name) return a;
  }
  return nullptr;
}

std::string text_of(const xmlAttr* attribute) {
  std::string out;
  if (attribute == nullptr) return out;
  for (const xmlNode* text = attribute->children; text != nullptr; text = text->next) {
    out += text_view(text->content);
  }
  return out;
}

std::string attribute(const xmlNode* element, std::string_view name) {
  return text_of(find_attribute(element, name));
}

std::vector<std::string> words_of(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c >= '\t' && c <= '\r'; }, ' ');
  return split(text, ' ');
}

const xmlNode* next_node(const xmlNode* at, const xmlNode* root, bool inside) {
  if (inside && at->children != nullptr && at->type == XML_ELEMENT_NODE) return at->children;
  while (at != root) {
    if (at->next != nullptr) return at->next;
    at = at->parent;
  }
  return nullptr;
}

const xmlAttr* value_attribute(const xmlNode* element) {
  if (const xmlAttr* content = find_attribute(element, "content")) return content;
  for (const ValueAttribute& rule : kValueAttributes) {
    if (text_view(element->name) == rule.element) return find_attribute(element, rule.attribute);
  }
  return nullptr;
}

std::string ReadingLimit::text_in(const xmlNode* element) {
  std::string out;
  for (const xmlNode* at = element; at != nullptr; at = next_node(at, element, true)) {
    visit();
    if (exhausted()) break;
    if (at->type != XML_TEXT_NODE && at->type != XML_CDATA_SECTION_NODE) continue;
    out += text_view(at->content);
    text_ += text_view(at->content).size();
  }
  return out;
}

}  // namespace tocsin::scrape
