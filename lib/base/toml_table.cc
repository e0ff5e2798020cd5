#include "base/toml_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/text.h"

namespace tocsin {

TomlTable::TomlTable(const toml::table& table, std::string_view origin, std::size_t first_line,
                     std::span<const std::string_view> known)
    : table_(&table), origin_(origin), first_line_(first_line) {
  for (const auto& [key, node] : *table_) {
    if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
    const auto near = nearest(key.str(), known);
    refuse(node, fmt::format("unknown key '{}'{}", key.str(),
                             near ? fmt::format(" (did you mean '{}'?)", *near) : ""));
  }
}

std::string TomlTable::required_text(std::string_view key) const {
  auto value = text(key);
  if (!value || value->empty()) refuse(*table_, fmt::format("'{}' is missing", key));
  return *value;
}

std::vector<std::string> TomlTable::texts(std::string_view key) const {
  std::vector<std::string> out;
  const toml::node* node = table_->get(key);
  if (node == nullptr) return out;
  const toml::array* list = node->as_array();
  if (list == nullptr) refuse(*node, fmt::format("'{}' must be a list of texts", key));
  for (const toml::node& item : *list) {
    const auto value = item.value_exact<std::string>();
    if (!value) refuse(item, fmt::format("'{}' must be a list of texts", key));
    out.push_back(*value);
  }
  return out;
}

std::optional<int> TomlTable::word_value(std::string_view key,
                                         std::span<const TomlWord> words) const {
  const auto given = text(key);
  if (!given) return std::nullopt;
  for (const TomlWord& w : words) {
    if (w.name == *given) return w.value;
  }
  std::vector<std::string_view> names;
  for (const TomlWord& w : words) names.push_back(w.name);
  refuse(key, fmt::format("'{}' is not one of {}", *given, fmt::join(names, ", ")));
}

std::optional<std::string> TomlTable::scalar(std::string_view key) const {
  const toml::node* node = table_->get(key);
  if (node == nullptr) return std::nullopt;
  if (const auto n = node->value_exact<std::int64_t>()) return std::to_string(*n);
  return get<std::string>(key, "a text or a whole number");
}

std::vector<std::pair<std::string, TomlTable>> TomlTable::tables(
    std::string_view key, std::span<const std::string_view> known) const {
  std::vector<std::pair<std::string, TomlTable>> out;
  const toml::node* node = table_->get(key);
  if (node == nullptr) return out;
  if (const toml::array* list = node->as_array()) {
    for (const toml::node& item : *list) out.emplace_back("", below(item, key, known));
  } else if (const toml::table* named = node->as_table()) {
    for (const auto& [name, item] : *named) {
      out.emplace_back(std::string(name.str()), below(item, name.str(), known));
    }
    // toml++ sorts names; people wrote them in an order that means something.
    std::stable_sort(out.begin(), out.end(), [](const auto& a, const auto& b) {
      const auto& x = a.second.table_->source().begin;
      const auto& y = b.second.table_->source().begin;
      return std::pair(x.line, x.column) < std::pair(y.line, y.column);
    });
  } else {
    refuse(*node, fmt::format("'{}' must be a table", key));
  }
  return out;
}

std::optional<TomlTable> TomlTable::table(std::string_view key,
                                          std::span<const std::string_view> known) const {
  const toml::node* node = table_->get(key);
  return node == nullptr ? std::nullopt : std::optional(below(*node, key, known));
}

void TomlTable::refuse(std::string_view key, std::string_view why) const {
  const toml::node* node = table_->get(key);
  refuse(node == nullptr ? static_cast<const toml::node&>(*table_) : *node, why);
}

void TomlTable::refuse(const toml::node& node, std::string_view why) const {
  const std::size_t line = std::max<std::size_t>(node.source().begin.line, 1);
  fail(Exit::config, "{}:{}: {}", origin_, line + first_line_ - 1, why);
}

TomlTable TomlTable::below(const toml::node& node, std::string_view name,
                           std::span<const std::string_view> known) const {
  const toml::table* table = node.as_table();
  if (table == nullptr) refuse(node, fmt::format("'{}' must be a table", name));
  return {*table, origin_, first_line_, known};
}

}  // namespace tocsin
