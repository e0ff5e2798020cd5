// A table of a TOML file that people write: typed access that knows where it is, and refuses what
// nobody asked for. For .cc files only: it is heavy.
//
// Whatever does not fit is Exit::config "ORIGIN:LINE: reason". A table lives as long as the
// toml::table it was made from.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/toml.h"

namespace tocsin {

// One of the words that a key may have.
struct TomlWord {
  std::string_view name;
  int value;
};

class TomlTable {
 public:
  // Refuses keys that are not `known`, naming the nearest one. The text's first line counts as
  // `first_line`.
  TomlTable(const toml::table& table, std::string_view origin, std::size_t first_line,
            std::span<const std::string_view> known);

  bool has(std::string_view key) const { return table_->get(key) != nullptr; }
  std::optional<std::string> text(std::string_view key) const {
    return get<std::string>(key, "a text");
  }
  std::string required_text(std::string_view key) const;
  std::optional<std::int64_t> integer(std::string_view key) const {
    return get<std::int64_t>(key, "a whole number");
  }
  std::optional<double> number(std::string_view key) const { return get<double>(key, "a number"); }
  bool flag(std::string_view key) const { return get<bool>(key, "true or false").value_or(false); }
  std::vector<std::string> texts(std::string_view key) const;
  template <typename E>
  std::optional<E> word(std::string_view key, std::span<const TomlWord> words) const {
    const auto value = word_value(key, words);
    return value ? std::optional(static_cast<E>(*value)) : std::nullopt;
  }
  // A value that may be written as text or number, as text.
  std::optional<std::string> scalar(std::string_view key) const;
  // The tables below `key` by their names, in the order in which they were written; those of an
  // array of tables have the empty name. None if it is not there.
  std::vector<std::pair<std::string, TomlTable>> tables(
      std::string_view key, std::span<const std::string_view> known) const;

  // The table of this key; nothing if it is not there.
  std::optional<TomlTable> table(std::string_view key,
                                 std::span<const std::string_view> known) const;
  // Null if it is not there.
  const toml::node* node(std::string_view key) const { return table_->get(key); }

  [[noreturn]] void refuse(std::string_view why) const { refuse(*table_, why); }
  // At the line of this key, or of something below it.
  [[noreturn]] void refuse(std::string_view key, std::string_view why) const;
  [[noreturn]] void refuse(const toml::node& node, std::string_view why) const;
  // A table found below; `name` is how errors call it.
  TomlTable below(const toml::node& node, std::string_view name,
                  std::span<const std::string_view> known) const;

 private:
  std::optional<int> word_value(std::string_view key, std::span<const TomlWord> words) const;
  template <typename T>
  std::optional<T> get(std::string_view key, std::string_view what) const {
    const toml::node* node = table_->get(key);
    if (node == nullptr) return std::nullopt;
    auto value = node->value<T>();
    if (!value) refuse(*node, "'" + std::string(key) + "' must be " + std::string(what));
    return value;
  }

  const toml::table* table_;
  std::string_view origin_;
  std::size_t first_line_;
};

}  // namespace tocsin
