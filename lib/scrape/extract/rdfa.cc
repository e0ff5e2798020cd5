#include "scrape/extract/rdfa.h"

#include <map>
#include <unordered_map>

#include "base/text.h"

namespace tocsin::scrape {
namespace {

// What an element inherits.
struct Context {
  std::string vocabulary;
  std::map<std::string, std::string> prefixes;
  Node* subject = nullptr;
};

class Statements {
 public:
  Statements(Graph& graph, Problems& problems) : graph_(graph), problems_(problems) {}

  void read(const xmlNode* root) {
    walk(root, {});
    if (limit_.exhausted()) {
      problems_.add("RDFa: the page repeats too much of itself; the rest was left out");
    }
  }

 private:
  // Recursion is bounded by the depth of the tree.
  void walk(const xmlNode* element, const Context& outer) {
    limit_.visit();
    if (limit_.exhausted()) return;
    Context inner = outer;
    read_declarations(element, inner);
    read_element(element, inner);
    for (const xmlNode* child = element->children; child != nullptr; child = child->next) {
      if (child->type == XML_ELEMENT_NODE) walk(child, inner);
    }
  }

  static void read_declarations(const xmlNode* element, Context& context) {
    if (find_attribute(element, "vocab") != nullptr) {
      context.vocabulary = trim(attribute(element, "vocab"));
    }
    const auto prefixes = words_of(attribute(element, "prefix"));
    for (std::size_t i = 0; i + 1 < prefixes.size(); i += 2) {
      if (prefixes[i].ends_with(':')) {
        context.prefixes[prefixes[i].substr(0, prefixes[i].size() - 1)] = prefixes[i + 1];
      }
    }
  }

  static std::string expand(const std::string& term, const Context& context) {
    const std::size_t colon = term.find(':');
    if (colon != std::string::npos) {
      const auto known = context.prefixes.find(term.substr(0, colon));
      const std::string whole =
          known == context.prefixes.end() ? term : known->second + term.substr(colon + 1);
      return std::string(schema_name(whole));
    }
    return std::string(schema_name(context.vocabulary + term));
  }

  Node& node_named(const std::string& id) {
    if (id.empty()) return graph_.add();
    Node*& known = by_id_[id];
    if (known == nullptr) {
      known = &graph_.add();
      known->id = id;
    }
    return *known;
  }

  void read_element(const xmlNode* element, Context& context) {
    const auto types = words_of(attribute(element, "typeof"));
    const auto properties = words_of(attribute(element, "property"));
    std::string id(trim(attribute(element, "about")));
    if (id.empty()) id = trim(attribute(element, "resource"));
    Node* const outer = context.subject;
    if (!types.empty()) {
      Node& node = node_named(id);
      for (const std::string& type : types) node.types.push_back(expand(type, context));
      context.subject = &node;
      for (const std::string& name : properties) {
        if (outer != nullptr) outer->add(expand(name, context), {"", &node, false});
      }
      return;
    }
    if (properties.empty()) {
      if (!id.empty()) context.subject = &node_named(id);
      return;
    }
    if (outer == nullptr) return;
    const Value value = value_of(element);
    for (const std::string& name : properties) outer->add(expand(name, context), value);
  }

  // What is said of the subject: a literal, an address, or another node by its name.
  Value value_of(const xmlNode* element) {
    if (const xmlAttr* content = find_attribute(element, "content")) {
      return {text_of(content), nullptr, false};
    }
    if (find_attribute(element, "resource") != nullptr) {
      const std::string id(trim(attribute(element, "resource")));
      if (id.starts_with('#') || id.starts_with("_:") || by_id_.contains(id)) {
        return {"", &node_named(id), false};
      }
      return {id, nullptr, false};
    }
    for (const std::string_view name : {"href", "src", "datetime"}) {
      if (const xmlAttr* holds = find_attribute(element, name))
        return {text_of(holds), nullptr, false};
    }
    if (const xmlAttr* holds = value_attribute(element)) return {text_of(holds), nullptr, false};
    return {limit_.text_in(element), nullptr, false};
  }

  Graph& graph_;
  Problems& problems_;
  ReadingLimit limit_;
  std::unordered_map<std::string, Node*> by_id_;
};

}  // namespace

void read_rdfa(const HtmlTree& tree, Graph& graph, Problems& problems) {
  if (!tree) return;
  if (const xmlNode* root = xmlDocGetRootElement(tree.get())) {
    Statements(graph, problems).read(root);
  }
}

}  // namespace tocsin::scrape
