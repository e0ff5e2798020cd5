#include "scrape/extract/microdata.h"

#include <unordered_map>
#include <unordered_set>

#include "base/text.h"

namespace tocsin::scrape {
namespace {

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
    if (limit_.exhausted()) {
      problems_.add("microdata: the page repeats too much of itself; the rest was left out");
    }
  }

 private:
  Node& begin_item(const xmlNode* element) {
    Node& node = graph_.add();
    for (const std::string& type : words_of(attribute(element, "itemtype"))) {
      node.types.emplace_back(schema_name(type));
    }
    node.id = trim(attribute(element, "itemid"));
    return node;
  }

  // The properties of an item: its own descendants and those of the elements it refers to, but not
  // those of items within (WHATWG HTML, 5.2.5).
  void read_properties(const xmlNode* item, Node& node) {
    std::unordered_set<const xmlNode*> seen{item};
    for (const xmlNode* at = item->children; at != nullptr; at = at->next) visit(at, node, seen);
    for (const std::string& id : words_of(attribute(item, "itemref"))) {
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
      limit_.visit();
      if (limit_.exhausted()) return;
      const auto item = items_.find(at);
      inside = item == items_.end();
      if (find_attribute(at, "itemprop") == nullptr || !seen.insert(at).second) continue;
      for (const std::string& name : words_of(attribute(at, "itemprop"))) {
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
    return limit_.text_in(element);
  }

  const xmlNode* root_;
  Graph& graph_;
  Problems& problems_;
  std::unordered_map<std::string, const xmlNode*> by_id_;
  std::unordered_map<const xmlNode*, Node*> items_;
  ReadingLimit limit_;
};

}  // namespace

void read_microdata(const HtmlTree& tree, Graph& graph, Problems& problems) {
  if (!tree) return;
  if (const xmlNode* root = xmlDocGetRootElement(tree.get())) Items(root, graph, problems).read();
}

}  // namespace tocsin::scrape
