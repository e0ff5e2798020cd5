// Structured data as one tree, whatever vocabulary it was written in.
//
// JSON-LD objects and microdata items both become nodes: types, an identifier and properties with
// one or more values, in page order. Names of schema.org lose their prefix ("schema:Event",
// "https://schema.org/Event" → "Event"); other names stay whole. A graph owns the nodes of a page;
// pointers to nodes stay valid while it lives. References may form cycles: walk with a bound.
#pragma once

#include <deque>
#include <initializer_list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tocsin::scrape {

struct Node;

struct Value {
  std::string text;
  const Node* node = nullptr;  // set: the value is this node, `text` is empty
  bool is_number = false;      // a JSON number, `text` as the page writes it
};

struct Property {
  std::string name;
  std::vector<Value> values;
};

struct Node {
  std::vector<std::string> types;
  std::string id;
  std::vector<Property> properties;

  // Empty when the node does not have the property.
  const std::vector<Value>& values(std::string_view property) const;
  void add(std::string_view property, Value value);
  void add(std::string_view property, std::vector<Value>&& values);
  bool is(std::string_view type) const;

 private:
  std::vector<Value>& values_to_add(std::string_view property);
};

using Names = std::initializer_list<std::string_view>;

class Graph {
 public:
  Graph() = default;
  Graph(const Graph&) = delete;  // values point into it
  Graph& operator=(const Graph&) = delete;

  Node& add() { return nodes_.emplace_back(); }
  const std::deque<Node>& nodes() const { return nodes_; }
  // Call once, when all nodes are there: makes references by identifier work.
  void index();

  // The node a value is or refers to; null for text.
  const Node* node(const Value& value) const;
  // A value as text: white space collapsed; of a node its name, else its @value or identifier.
  std::string text(const Value& value) const;

  // Of the first of these properties that has one.
  std::string text(const Node& of, Names properties) const;
  std::vector<std::string> texts(const Node& of, Names properties) const;  // of all of them
  const Node* node(const Node& of, Names properties) const;
  std::vector<const Node*> all_nodes(const Node& of, Names properties) const;

 private:
  std::deque<Node> nodes_;
  std::unordered_map<std::string_view, const Node*> by_id_;
};

// Without the prefix or address of schema.org.
std::string_view schema_name(std::string_view name);
// "http://schema.org/InStock", "schema:InStock", "in stock" → "instock": how words are compared.
std::string schema_word(std::string_view text);
// Trimmed, each run of white space (also U+00A0) as one blank.
std::string clean(std::string_view text);

}  // namespace tocsin::scrape
