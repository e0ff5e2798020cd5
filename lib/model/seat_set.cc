#include "model/seat_set.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>

#include "base/text.h"

namespace tocsin {
namespace {

constexpr auto kLeadingWords =
    std::to_array<std::string_view>({"section", "sec", "block", "row", "area"});

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}

std::string normal(std::string_view text) {
  std::string lower = to_lower(trim(text));
  for (const std::string_view word : kLeadingWords) {
    if (!lower.starts_with(word)) continue;
    const std::string_view rest = trim(std::string_view(lower).substr(word.size()));
    const bool word_ends =
        lower.size() > word.size() && (lower[word.size()] == ' ' || is_digit(lower[word.size()]));
    if (word_ends && !rest.empty()) return std::string(rest);
  }
  return lower;
}

struct Numbered {
  std::string_view prefix;
  unsigned long number = 0;
};

// "b12" is b and 12; nothing unless it ends in a number of at most nine digits.
std::optional<Numbered> numbered(std::string_view text) {
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[text.size() - digits - 1])) ++digits;
  if (digits == 0 || digits > 9) return std::nullopt;
  Numbered out;
  out.prefix = text.substr(0, text.size() - digits);
  std::from_chars(text.data() + out.prefix.size(), text.data() + text.size(), out.number);
  return out;
}

bool all_letters(std::string_view text) {
  for (const char c : text) {
    if (!is_letter(c)) return false;
  }
  return !text.empty() && text.size() <= 2;
}

bool matches(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace

bool SeatSet::add(std::string_view text, std::string& why) {
  Entry entry;
  entry.given = std::string(trim(text));
  entry.low = normal(text);
  if (entry.low.empty()) {
    why = "an empty name";
    return false;
  }
  if (entry.low.find_first_of("*?") != std::string::npos) {
    entry.kind = Kind::pattern;
    entries_.push_back(std::move(entry));
    return true;
  }
  const auto dash = entry.low.find('-');
  if (dash != std::string::npos) {
    const std::string low = entry.low.substr(0, dash);
    const std::string high = normal(std::string_view(entry.low).substr(dash + 1));
    const auto a = numbered(trim(low));
    const auto b = numbered(high);
    bool backwards = false;
    if (a && b && (b->prefix.empty() || b->prefix == a->prefix)) {
      entry.kind = Kind::numbers;
      entry.from = a->number;
      entry.last = b->number;
      entry.low = std::string(a->prefix);
      backwards = entry.last < entry.from;
    } else if (all_letters(trim(low)) && all_letters(high) && trim(low).size() == high.size()) {
      entry.kind = Kind::letters;
      entry.low = std::string(trim(low));
      entry.high = high;
      backwards = entry.high < entry.low;
    }
    if (backwards) {
      why = fmt::format("'{}' ends before it begins", entry.given);
      return false;
    }
  }
  entries_.push_back(std::move(entry));
  return true;
}

bool SeatSet::holds(const Entry& entry, std::string_view name) {
  switch (entry.kind) {
    case Kind::name:
      return name == entry.low;
    case Kind::pattern:
      return matches(entry.low, name);
    case Kind::letters:
      return name.size() == entry.low.size() && all_letters(name) && name >= entry.low &&
             name <= entry.high;
    case Kind::numbers: {
      const auto n = numbered(name);
      return n && n->prefix == entry.low && n->number >= entry.from && n->number <= entry.last;
    }
  }
  return false;
}

bool SeatSet::contains(std::string_view name) const {
  const std::string given = normal(name);
  for (const Entry& entry : entries_) {
    if (holds(entry, given)) return true;
  }
  return false;
}

std::string SeatSet::text() const {
  std::string out;
  for (const Entry& entry : entries_) {
    if (!out.empty()) out += ", ";
    out += entry.given;
  }
  return out;
}

}  // namespace tocsin
