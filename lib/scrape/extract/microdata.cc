#include "scrape/extract/microdata.h"

#include <libxml/HTMLparser.h>

#include <algorithm>
#include <array>
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "base/text.h"

namespace tocsin::scrape {
namespace {

constexpr std::size_t kMostVisits = 1'000'000;  // of elements and texts
constexpr std::size_t kMostText = 64U << 20;    // bytes of values; nested properties repeat text

struct FreeDocument {
  void operator()(xmlDoc* doc) const { xmlFreeDoc(doc); }
};
struct FreeContext {
  void operator()(htmlParserCtxt* context) const { htmlFreeParserCtxt(context); }
};
using Document = std::unique_ptr<xmlDoc, FreeDocument>;

std::string_view view(const xmlChar* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

const xmlAttr* find_attribute(const xmlNode* element, std::string_view name) {
  for (const xmlAttr* a = element->properties; a != nullptr; a = a->next) {
    if (view(a->name) == name) return a;
  }
  return nullptr;
}

std::string text_of(const xmlAttr* attribute) {
  std::string out;
  if (attribute == nullptr) return out;
  for (const xmlNode* text = attribute->children; text != nullptr; text = text->next) {
    out += view(text->content);
  }
  return out;
}

std::string attribute(const xmlNode* element, std::string_view name) {
  return text_of(find_attribute(element, name));
}

// The element after `at` in page order within `root`; `inside` false leaves out what `at` holds.
const xmlNode* next_node(const xmlNode* at, const xmlNode* root, bool inside) {
  if (inside && at->children != nullptr && at->type == XML_ELEMENT_NODE) return at->children;
  while (at != root) {
    if (at->next != nullptr) return at->next;
    at = at->parent;
  }
  return nullptr;
}

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

// The attribute that holds the value of an element, if it has one.
const xmlAttr* value_attribute(const xmlNode* element) {
  if (const xmlAttr* content = find_attribute(element, "content")) return content;
  for (const ValueAttribute& rule : kValueAttributes) {
    if (view(element->name) == rule.element) return find_attribute(element, rule.attribute);
  }
  return nullptr;
}

class Items {
 public:
  Items(const xmlNode* root, Graph& graph, Problems& problems)
      : root_(root), graph_(graph), problems_(problems) {}

  void read() {
    std::vector<const xmlNode*> elements;
    for (const xmlNode* at = root_; at != nullptr; at = next_node(at, root_, true)) {
      if (at->type != XML_ELEMENT_NODE) continue;
      if (find_attribute(at, "itemscope") != nullptr) elements.push_back(at);
      if (const std::string id = attribute(at, "id"); !id.empty()) by_id_.emplace(id, at);
    }
    for (const xmlNode* element : elements) items_.emplace(element, &begin_item(element));
    for (const xmlNode* element : elements) read_properties(element, *items_[element]);
    if (exhausted()) {
      problems_.add("microdata: the page repeats too much of itself; the rest was left out");
    }
  }

 private:
  Node& begin_item(const xmlNode* element) {
    Node& node = graph_.add();
    for (const std::string& type : words(attribute(element, "itemtype"))) {
      node.types.emplace_back(schema_name(type));
    }
    node.id = trim(attribute(element, "itemid"));
    return node;
  }

  static std::vector<std::string> words(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c >= '\t' && c <= '\r'; }, ' ');
    return split(text, ' ');
  }

  // The properties of an item: its own descendants and those of the elements it refers to, but not
  // those of items within (WHATWG HTML, 5.2.5).
  void read_properties(const xmlNode* item, Node& node) {
    std::unordered_set<const xmlNode*> seen{item};
    for (const xmlNode* at = item->children; at != nullptr; at = at->next) visit(at, node, seen);
    for (const std::string& id : words(attribute(item, "itemref"))) {
      const auto found = by_id_.find(id);
      if (found == by_id_.end()) {
        problems_.add(fmt::format("microdata, line {}: itemref names \"{}\", which is not there",
                                  xmlGetLineNo(item), id));
      } else {
        visit(found->second, node, seen);
      }
    }
  }

  void visit(const xmlNode* from, Node& node, std::unordered_set<const xmlNode*>& seen) {
    bool inside = true;
    for (const xmlNode* at = from; at != nullptr; at = next_node(at, from, inside)) {
      if (at->type != XML_ELEMENT_NODE) continue;
      ++visits_;
      if (exhausted()) return;
      const auto item = items_.find(at);
      inside = item == items_.end();
      if (find_attribute(at, "itemprop") == nullptr || !seen.insert(at).second) continue;
      for (const std::string& name : words(attribute(at, "itemprop"))) {
        if (item != items_.end()) {
          node.add(schema_name(name), {"", item->second, false});
        } else {
          node.add(schema_name(name), {value_of(at), nullptr, false});
        }
      }
    }
  }

  std::string value_of(const xmlNode* element) {
    if (const xmlAttr* holds = value_attribute(element)) return text_of(holds);
    std::string out;
    for (const xmlNode* at = element; at != nullptr; at = next_node(at, element, true)) {
      ++visits_;
      if (exhausted()) break;
      if (at->type != XML_TEXT_NODE && at->type != XML_CDATA_SECTION_NODE) continue;
      out += view(at->content);
      text_ += view(at->content).size();
    }
    return out;
  }

  bool exhausted() const { return visits_ > kMostVisits || text_ > kMostText; }

  const xmlNode* root_;
  Graph& graph_;
  Problems& problems_;
  std::unordered_map<std::string, const xmlNode*> by_id_;
  std::unordered_map<const xmlNode*, Node*> items_;
  std::size_t visits_ = 0;
  std::size_t text_ = 0;
};

Document parse(std::string_view html, Problems& problems) {
  const std::unique_ptr<htmlParserCtxt, FreeContext> context(htmlNewParserCtxt());
  if (!context) return nullptr;
  constexpr int kOptions = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                           HTML_PARSE_NONET | HTML_PARSE_COMPACT;
  Document document(htmlCtxtReadMemory(context.get(), html.data(), static_cast<int>(html.size()),
                                       nullptr, "UTF-8", kOptions));
  // The parser stops for good only at its own limits.
  if (context->disableSAX != 0) {
    problems.add(fmt::format("microdata, line {}: nested too deeply; the rest was left out",
                             context->lastError.line));
  }
  return document;
}

}  // namespace

void read_microdata(std::string_view html, Graph& graph, Problems& problems) {
  std::string without_nul;
  if (html.find('\0') != std::string_view::npos) {
    without_nul = html;
    std::replace(without_nul.begin(), without_nul.end(), '\0', ' ');
    html = without_nul;
  }
  const Document document = parse(html, problems);
  if (!document) return;
  if (const xmlNode* root = xmlDocGetRootElement(document.get())) {
    Items(root, graph, problems).read();
  }
}

}  // namespace tocsin::scrape
