#include "scrape/extract/nodes.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "base/text.h"

namespace tocsin::scrape {
namespace {

// A node that only points elsewhere: {"@id": "#venue"}, perhaps with its type.
bool is_reference(const Node& node) {
  return !node.id.empty() && node.properties.empty();
}

// Nothing in it but single blanks, and none around it.
bool is_clean(std::string_view text) {
  constexpr char kFirstOfWideBlank = '\xC2';
  bool after_blank = true;
  for (const char c : text) {
    const bool other_blank = (c >= '\t' && c <= '\r') || c == kFirstOfWideBlank;
    if (other_blank || (c == ' ' && after_blank)) return false;
    after_blank = c == ' ';
  }
  return text.empty() || !after_blank;
}

}  // namespace

const std::vector<Value>& Node::values(std::string_view property) const {
  static const std::vector<Value> kNone;
  for (const Property& p : properties) {
    if (p.name == property) return p.values;
  }
  return kNone;
}

std::vector<Value>& Node::values_to_add(std::string_view property) {
  for (Property& p : properties) {
    if (p.name == property) return p.values;
  }
  return properties.emplace_back(Property{std::string(property), {}}).values;
}

void Node::add(std::string_view property, Value value) {
  values_to_add(property).push_back(std::move(value));
}

void Node::add(std::string_view property, std::vector<Value>&& values) {
  if (values.empty()) return;
  std::vector<Value>& all = values_to_add(property);
  if (all.empty()) {
    all = std::move(values);
  } else {
    std::move(values.begin(), values.end(), std::back_inserter(all));
  }
}

bool Node::is(std::string_view type) const {
  return std::find(types.begin(), types.end(), type) != types.end();
}

void Graph::index() {
  for (const Node& node : nodes_) {
    if (!node.id.empty() && !is_reference(node)) by_id_.emplace(node.id, &node);
  }
}

const Node* Graph::node(const Value& value) const {
  if (value.node == nullptr || !is_reference(*value.node)) return value.node;
  const auto found = by_id_.find(value.node->id);
  return found == by_id_.end() ? value.node : found->second;
}

std::string Graph::text(const Value& value) const {
  const Node* of = node(value);
  if (of == nullptr) return clean(value.text);
  for (const std::string_view property : Names{"name", "@value", "value"}) {
    for (const Value& inner : of->values(property)) {
      if (inner.node == nullptr && !inner.text.empty()) return clean(inner.text);
    }
  }
  return clean(of->id);
}

std::string Graph::text(const Node& of, Names properties) const {
  for (const std::string_view property : properties) {
    for (const Value& value : of.values(property)) {
      if (std::string found = text(value); !found.empty()) return found;
    }
  }
  return "";
}

std::vector<std::string> Graph::texts(const Node& of, Names properties) const {
  std::vector<std::string> out;
  for (const std::string_view property : properties) {
    for (const Value& value : of.values(property)) {
      if (std::string found = text(value); !found.empty()) out.push_back(std::move(found));
    }
  }
  return out;
}

const Node* Graph::node(const Node& of, Names properties) const {
  for (const std::string_view property : properties) {
    for (const Value& value : of.values(property)) {
      if (const Node* found = node(value)) return found;
    }
  }
  return nullptr;
}

std::vector<const Node*> Graph::all_nodes(const Node& of, Names properties) const {
  std::vector<const Node*> out;
  for (const std::string_view property : properties) {
    for (const Value& value : of.values(property)) {
      if (const Node* found = node(value)) out.push_back(found);
    }
  }
  return out;
}

std::string_view schema_name(std::string_view name) {
  constexpr auto kPrefixes =
      std::to_array<std::string_view>({"schema:", "http://schema.org", "https://schema.org",
                                       "http://www.schema.org", "https://www.schema.org"});
  name = trim(name);
  if (name.find(':') == name.npos) return name;
  for (const std::string_view prefix : kPrefixes) {
    if (name.size() <= prefix.size() || !equal_ignoring_case(name.substr(0, prefix.size()), prefix))
      continue;
    std::string_view rest = name.substr(prefix.size());
    if (prefix.back() != ':' && rest.front() != '/' && rest.front() != '#') continue;
    while (!rest.empty() && (rest.front() == '/' || rest.front() == '#')) rest.remove_prefix(1);
    return rest;
  }
  return name;
}

std::string schema_word(std::string_view text) {
  std::string out;
  for (const char c : to_lower(schema_name(text))) {
    if (c != ' ' && c != '_' && c != '-') out += c;
  }
  return out;
}

std::string clean(std::string_view text) {
  if (is_clean(text)) return std::string(text);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool wide_blank = text.substr(i).starts_with("\xC2\xA0");
    if (wide_blank) ++i;
    if (wide_blank || text[i] == ' ' || (text[i] >= '\t' && text[i] <= '\r')) {
      if (!out.empty() && out.back() != ' ') out += ' ';
    } else {
      out += text[i];
    }
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace tocsin::scrape
