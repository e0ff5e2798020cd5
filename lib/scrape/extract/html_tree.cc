#include "scrape/extract/html_tree.h"

#include <algorithm>
#include <array>

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

}  // namespace

HtmlTree parse_html(std::string_view html, Problems& problems) {
  std::string without_nul;
  if (html.find('\0') != std::string_view::npos) {
    without_nul = html;
    std::replace(without_nul.begin(), without_nul.end(), '\0', ' ');
    html = without_nul;
  }
  const std::unique_ptr<htmlParserCtxt, FreeContext> context(htmlNewParserCtxt());
  if (!context) return nullptr;
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
