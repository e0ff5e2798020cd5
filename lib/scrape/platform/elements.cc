#include "scrape/platform/elements.h"

#include <libxml/xpathInternals.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace tocsin::scrape {
namespace {

// Steps of libxml2's evaluator for all expressions on a page.
constexpr unsigned long kMostWork = 20'000'000;

// Elements that stand within a line of text. All others begin a new one.
constexpr auto kInline = std::to_array<std::string_view>(
    {"a",     "abbr", "b",      "bdi", "bdo", "cite",  "code", "data", "dfn",
     "em",    "font", "i",      "ins", "kbd", "label", "mark", "q",    "s",
     "small", "span", "strong", "sub", "sup", "time",  "u",    "var",  "wbr"});
constexpr auto kUnseen =
    std::to_array<std::string_view>({"script", "style", "template", "noscript", "svg"});

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& names, const xmlNode* element) {
  return element->type == XML_ELEMENT_NODE &&
         std::find(names.begin(), names.end(), text_view(element->name)) != names.end();
}

bool is_block(const xmlNode* at) {
  return at->type == XML_ELEMENT_NODE && !is_one_of(kInline, at);
}

// What XPath complains of is read from the context, not printed.
void keep_silent(void*, xmlErrorPtr) {}

std::string take_text(xmlChar* text) {
  std::string out(text_view(text));
  xmlFree(text);
  return out;
}

}  // namespace

std::optional<std::string> xpath_fault(const std::string& expression) {
  xmlXPathContext* context = xmlXPathNewContext(nullptr);
  context->error = keep_silent;
  xmlXPathCompExpr* compiled =
      xmlXPathCtxtCompile(context, reinterpret_cast<const xmlChar*>(expression.c_str()));
  std::optional<std::string> out;
  if (compiled == nullptr) {
    const auto& last = context->lastError;
    out = fmt::format("no XPath expression at character {}", last.int1 + 1);
  }
  xmlXPathFreeCompExpr(compiled);
  xmlXPathFreeContext(context);
  return out;
}

Elements::Elements(const HtmlTree& tree, Problems& problems)
    : tree_(tree), problems_(problems), context_(xmlXPathNewContext(tree.get())) {
  context_->error = keep_silent;
  context_->opLimit = kMostWork;
}

Elements::~Elements() = default;

const xmlNode* Elements::root() const {
  return tree_ ? xmlDocGetRootElement(tree_.get()) : nullptr;
}

xmlXPathCompExpr* Elements::compiled(const std::string& expression) {
  Compiled& slot = compiled_[expression];
  if (!slot) {
    slot.reset(
        xmlXPathCtxtCompile(context_.get(), reinterpret_cast<const xmlChar*>(expression.c_str())));
  }
  return slot.get();
}

std::vector<Hit> Elements::find(const std::string& expression, const xmlNode* from) {
  std::vector<Hit> out;
  xmlXPathCompExpr* compiled = this->compiled(expression);
  if (compiled == nullptr || from == nullptr) return out;
  context_->node = const_cast<xmlNode*>(from);
  xmlXPathObject* result = xmlXPathCompiledEval(compiled, context_.get());
  if (result == nullptr) {
    problems_.add(fmt::format("the rules ask for too much work: {}", utf8_prefix(expression, 120)));
    return out;
  }
  if (result->type == XPATH_NODESET) {
    if (result->nodesetval != nullptr) {
      xmlXPathNodeSetSort(result->nodesetval);
      for (int i = 0; i < result->nodesetval->nodeNr; ++i) {
        xmlNode* node = result->nodesetval->nodeTab[i];
        if (node->type == XML_ELEMENT_NODE) {
          out.push_back({node, ""});
        } else {
          out.push_back({nullptr, take_text(xmlXPathCastNodeToString(node))});
        }
      }
    }
  } else {
    out.push_back({nullptr, take_text(xmlXPathCastToString(result))});
  }
  xmlXPathFreeObject(result);
  return out;
}

std::string Elements::text_of(const xmlNode* element) {
  std::string out;
  for (const xmlNode* at = element; !limit_.exhausted();) {
    limit_.visit();
    if (at->type == XML_TEXT_NODE || at->type == XML_CDATA_SECTION_NODE) {
      out += limit_.text_in(at);
    } else if (is_block(at)) {
      out += ' ';
    }
    const bool open = at->type == XML_ELEMENT_NODE && at->children != nullptr;
    if (open && (at == element || !is_one_of(kUnseen, at))) {
      at = at->children;
      continue;
    }
    while (at != element && at->next == nullptr) {
      at = at->parent;
      if (is_block(at)) out += ' ';
    }
    if (at == element) break;
    at = at->next;
  }
  return out;
}

}  // namespace tocsin::scrape
