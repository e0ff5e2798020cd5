// Matchers on an alert's labels, alone and in sets of many that are asked quickly. Pure.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "notify/plan/item.h"

namespace tocsin::notify {

// The label by its name; kind, priority and subject (type:id) are labels of every notice. An absent
// label is the empty text. The view lives as long as the notice and the buffer.
std::string_view label_of(const Notice& notice, std::string_view name, std::string& buffer);

// A regular expression, POSIX extended, anchored at both ends, compiled once. At most 500 bytes and
// no backslash: without back-references glibc matches in time linear in the text.
class Pattern;

// "name=value", "name!=value", "name=~regex", "name!~regex"; blanks and double quotes around the
// value do not count.
class Matcher {
 public:
  static std::optional<Matcher> parse(std::string_view text);
  bool matches(const Notice& notice) const;

  const std::string& label() const { return label_; }
  // The value it wants, if it wants exactly one that is not empty.
  const std::string* wanted() const {
    return operator_ == Operator::equal && !value_.empty() ? &value_ : nullptr;
  }

 private:
  enum class Operator { equal, unequal, like, unlike };
  Matcher(std::string label, Operator op, std::string value)
      : label_(std::move(label)), operator_(op), value_(std::move(value)) {}
  std::string label_;
  Operator operator_;
  std::string value_;
  std::shared_ptr<const Pattern> pattern_;
};

using Matchers = std::vector<Matcher>;
bool all_match(const Matchers& matchers, const Notice& notice);

// Many sets of matchers, filed under one equality of each, so that a notice meets only those sets
// that could match it.
class MatcherIndex {
 public:
  // Sets are asked for by the order in which they were added: 0, 1, 2, …
  void add(const Matchers& matchers);
  // The sets that all match, in ascending order, which are given to `each` until it returns false.
  template <typename Each>
  void find(const Notice& notice, Each&& each) const {
    for (const std::size_t i : could_match(notice)) {
      if (all_match(*sets_[i], notice) && !each(i)) return;
    }
  }

 private:
  std::vector<std::size_t> could_match(const Notice& notice) const;
  using Filed = std::unordered_map<std::string_view, std::vector<std::size_t>>;
  std::vector<std::unique_ptr<const Matchers>> sets_;
  std::vector<std::pair<std::string_view, Filed>> by_label_;  // label, then value
  std::vector<std::size_t> unfiled_;
};

}  // namespace tocsin::notify
