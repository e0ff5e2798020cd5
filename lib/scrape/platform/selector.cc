#include "scrape/platform/selector.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"

namespace tocsin::scrape {
namespace {

constexpr std::size_t kLongest = 1000;
constexpr int kDeepest = 8;  // :not(:has(:not(…

// What the parser gives up with; never leaves this file.
struct Refused {
  std::string why;
};

// XPath 1.0 has no escapes within literals.
std::string literal(std::string_view text) {
  if (text.find('\'') == text.npos) return fmt::format("'{}'", text);
  if (text.find('"') == text.npos) return fmt::format("\"{}\"", text);
  std::string out = "concat(";
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t quote = std::min(text.find('\'', at), text.size());
    if (quote > at) out += fmt::format("'{}', ", text.substr(at, quote - at));
    if (quote < text.size()) out += "\"'\", ";
    at = quote + 1;
  }
  return out + "'')";
}

std::string word_in(std::string_view haystack, std::string_view word) {
  return fmt::format("contains(concat(' ', normalize-space({}), ' '), {})", haystack,
                     literal(fmt::format(" {} ", word)));
}

bool is_plain_name(std::string_view name) {
  return name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == name.npos &&
         !name.empty() && (name[0] == '_' || (name[0] >= 'a' && name[0] <= 'z'));
}

std::string attribute_step(std::string_view name) {
  return is_plain_name(name) ? fmt::format("@{}", name)
                             : fmt::format("@*[name() = {}]", literal(name));
}

// an+b as the selector writes it.
struct Nth {
  int step = 0, offset = 0;
};

std::optional<int> whole_number(std::string_view text) {
  int value = 0;
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value > 100'000 ||
      value < -100'000) {
    return std::nullopt;
  }
  return value;
}

std::optional<Nth> read_nth(std::string_view text) {
  std::string s;
  for (const char c : to_lower(text)) {
    if (c != ' ' && c != '\t') s += c;
  }
  if (s == "odd") return Nth{2, 1};
  if (s == "even") return Nth{2, 0};
  const std::size_t n = s.find('n');
  if (n == s.npos) {
    const auto offset = whole_number(s);
    return offset ? std::optional(Nth{0, *offset}) : std::nullopt;
  }
  const std::string step = s.substr(0, n), offset = s.substr(n + 1);
  const auto a = step.empty() || step == "+" ? 1 : step == "-" ? -1 : whole_number(step);
  const auto b = offset.empty() ? 0 : whole_number(offset);
  if (!a || !b) return std::nullopt;
  return Nth{*a, *b};
}

// `before`: how many siblings come first.
std::string nth_condition(const Nth& nth, const std::string& before) {
  if (nth.step == 0) return fmt::format("{} = {}", before, nth.offset - 1);
  const std::string place = fmt::format("({} + 1)", before);
  if (nth.step > 0) {
    return fmt::format("{} >= {} and ({} - {}) mod {} = 0", place, nth.offset, place, nth.offset,
                       nth.step);
  }
  return fmt::format("{} <= {} and ({} - {}) mod {} = 0", place, nth.offset, nth.offset, place,
                     -nth.step);
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::string read() {
    std::string out = read_list(0);
    if (at_ < text_.size()) refuse(fmt::format("'{}' does not belong there", text_[at_]));
    return out;
  }

 private:
  struct Compound {
    std::string type = "*";
    std::vector<std::string> conditions;

    std::string test() const {
      std::string out = type;
      for (const std::string& c : conditions) out += fmt::format("[{}]", c);
      return out;
    }
    // The same as a condition on an element.
    std::string condition() const {
      std::string out = type == "*" ? "" : fmt::format("self::{}", type);
      for (const std::string& c : conditions) {
        if (!out.empty()) out += " and ";
        out += fmt::format("({})", c);
      }
      return out.empty() ? "true()" : out;
    }
  };

  [[noreturn]] void refuse(std::string_view why) const {
    throw Refused{fmt::format("character {}: {}", at_ + 1, why)};
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  bool skip_blank() {
    const std::size_t from = at_;
    while (at_ < text_.size() && std::string_view(" \t\r\n\f").find(text_[at_]) != text_.npos) {
      ++at_;
    }
    return at_ > from;
  }

  static bool is_name_byte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || static_cast<unsigned char>(c) >= 0x80;
  }

  std::string read_name(std::string_view what) {
    std::string out;
    while (at_ < text_.size()) {
      if (is_name_byte(text_[at_])) {
        out += text_[at_++];
      } else if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
        out += text_[at_ + 1];
        at_ += 2;
      } else {
        break;
      }
    }
    if (out.empty()) refuse(fmt::format("{} is missing", what));
    return out;
  }

  std::string read_quoted() {
    const char quote = text_[at_++];
    std::string out;
    while (at_ < text_.size() && text_[at_] != quote) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      out += text_[at_++];
    }
    if (!take(quote)) refuse("the quote is not closed");
    return out;
  }

  // Selectors by comma.
  std::string read_list(int depth) {
    if (depth > kDeepest) refuse("nested too deeply");
    std::string out = read_complex(depth);
    while (take(',')) out += " | " + read_complex(depth);
    return out;
  }

  std::string read_complex(int depth) {
    skip_blank();
    std::string out;
    char combinator = ' ';
    if (peek() == '>' || peek() == '+' || peek() == '~') {
      combinator = text_[at_++];
      skip_blank();
    }
    for (;;) {
      const Compound compound = read_compound(depth);
      if (!out.empty()) out += '/';
      switch (combinator) {
        case '>':
          out += "child::" + compound.test();
          break;
        case '+':
          out += fmt::format("following-sibling::*[1][{}]", compound.condition());
          break;
        case '~':
          out += "following-sibling::" + compound.test();
          break;
        default:
          out += "descendant::" + compound.test();
      }
      const bool blank = skip_blank();
      const char next = peek();
      if (next == '>' || next == '+' || next == '~') {
        combinator = text_[at_++];
        skip_blank();
      } else if (!blank || next == '\0' || next == ',' || (next == ')' && depth > 0)) {
        return out;
      } else {
        combinator = ' ';
      }
    }
  }

  Compound read_compound(int depth) {
    Compound out;
    const std::size_t from = at_;
    if (take('*')) {
    } else if (is_name_byte(peek()) || peek() == '\\') {
      out.type = to_lower(read_name("the element"));
      if (!is_plain_name(out.type)) refuse(fmt::format("'{}' is no element of HTML", out.type));
    }
    for (;;) {
      if (take('#')) {
        out.conditions.push_back(fmt::format("@id = {}", literal(read_name("the id"))));
      } else if (take('.')) {
        out.conditions.push_back(word_in("@class", read_name("the class")));
      } else if (take('[')) {
        out.conditions.push_back(read_attribute());
      } else if (take(':')) {
        out.conditions.push_back(read_pseudo(out, depth));
      } else {
        break;
      }
    }
    if (at_ == from) {
      if (peek() == '\0') refuse("the selector ends too early");
      refuse(fmt::format("'{}' does not belong there", peek()));
    }
    return out;
  }

  std::string read_attribute() {
    skip_blank();
    const std::string name = to_lower(read_name("the attribute"));
    std::string value_of = attribute_step(name);
    skip_blank();
    if (take(']')) return value_of;
    char how = '=';
    if (std::string_view("~|^$*").find(peek()) != std::string_view::npos && peek() != '\0') {
      how = text_[at_++];
    }
    if (!take('=')) refuse("one of = ~= |= ^= $= *= is missing");
    skip_blank();
    std::string value =
        peek() == '"' || peek() == '\'' ? read_quoted() : read_name("the attribute's value");
    skip_blank();
    if (take('i') || take('I')) {
      value_of = fmt::format(
          "translate({}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', "
          "'abcdefghijklmnopqrstuvwxyz')",
          value_of);
      value = to_lower(value);
      skip_blank();
    }
    if (!take(']')) refuse("']' is missing");
    return compare(value_of, how, value);
  }

  static std::string compare(const std::string& value_of, char how, const std::string& value) {
    const std::string text = literal(value);
    const bool blank = value.empty() || value.find_first_of(" \t\n") != value.npos;
    switch (how) {
      case '~':
        return blank ? "false()" : word_in(value_of, value);
      case '|':
        return fmt::format("{} = {} or starts-with({}, {})", value_of, text, value_of,
                           literal(value + "-"));
      case '^':
        return value.empty() ? "false()" : fmt::format("starts-with({}, {})", value_of, text);
      case '*':
        return value.empty() ? "false()" : fmt::format("contains({}, {})", value_of, text);
      case '$':
        return value.empty()
                   ? "false()"
                   : fmt::format("substring({}, string-length({}) - string-length({}) + 1) = {}",
                                 value_of, value_of, text, text);
      default:
        return fmt::format("{} = {}", value_of, text);
    }
  }

  std::string read_pseudo(const Compound& compound, int depth) {
    if (peek() == ':') {
      refuse(
          "pseudo-elements select no element; for the value of an attribute write "
          "attribute = \"…\" beside the selector");
    }
    const std::string name = to_lower(read_name("the pseudo-class"));
    if (take('(')) {
      std::string out = read_function(name, compound, depth);
      skip_blank();
      if (!take(')')) refuse("')' is missing");
      return out;
    }
    const auto same_type = [&](std::string_view axis) {
      return fmt::format("not({}::{})", axis, typed(compound, name));
    };
    if (name == "first-child") return "not(preceding-sibling::*)";
    if (name == "last-child") return "not(following-sibling::*)";
    if (name == "only-child") return "not(preceding-sibling::*) and not(following-sibling::*)";
    if (name == "first-of-type") return same_type("preceding-sibling");
    if (name == "last-of-type") return same_type("following-sibling");
    if (name == "empty") return "not(*) and not(text())";
    refuse_pseudo(name);
  }

  [[noreturn]] void refuse_pseudo(std::string_view name) const {
    constexpr auto kKnown = std::to_array<std::string_view>(
        {"first-child", "last-child", "only-child", "nth-child", "nth-last-child", "first-of-type",
         "last-of-type", "nth-of-type", "empty", "not", "is", "has"});
    const auto near = nearest(name, kKnown);
    refuse(fmt::format(
        "':{}' is not understood{}", name,
        near ? fmt::format(" (did you mean ':{}'?)", *near) : "; an XPath expression may say it"));
  }

  const std::string& typed(const Compound& compound, std::string_view name) const {
    if (compound.type == "*") refuse(fmt::format("':{}' needs the name of an element", name));
    return compound.type;
  }

  std::string read_function(const std::string& name, const Compound& compound, int depth) {
    if (name == "not") return fmt::format("not({})", read_conditions(depth + 1));
    if (name == "is" || name == "where") return read_conditions(depth + 1);
    if (name == "has") return read_list(depth + 1);
    const bool last = name == "nth-last-child", of_type = name == "nth-of-type";
    if (name != "nth-child" && !last && !of_type) refuse_pseudo(name);
    const std::size_t end = std::min(text_.find(')', at_), text_.size());
    const auto nth = read_nth(text_.substr(at_, end - at_));
    if (!nth) refuse("a number, odd, even or an+b is missing");
    at_ = end;
    const std::string before =
        fmt::format("count({}::{})", last ? "following-sibling" : "preceding-sibling",
                    of_type ? typed(compound, name) : "*");
    return nth_condition(*nth, before);
  }

  // The argument of :not() and :is(): compounds without combinators.
  std::string read_conditions(int depth) {
    if (depth > kDeepest) refuse("nested too deeply");
    std::string out;
    do {
      skip_blank();
      if (!out.empty()) out += " or ";
      out += fmt::format("({})", read_compound(depth).condition());
      skip_blank();
    } while (take(','));
    if (peek() != ')') refuse("only simple selectors may stand within :not() and :is()");
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

// XML has no way to write some characters, and so has XPath none.
bool is_writable(std::string_view text) {
  const auto is_control = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
  };
  return is_utf8(text) && std::none_of(text.begin(), text.end(), is_control) &&
         text.find("\xEF\xBF\xBE") == text.npos && text.find("\xEF\xBF\xBF") == text.npos;
}

}  // namespace

std::optional<std::string> xpath_of_selector(std::string_view selector, std::string& why) {
  if (selector.size() > kLongest) {
    why = fmt::format("longer than {} bytes", kLongest);
    return std::nullopt;
  }
  if (!is_writable(selector)) {
    why = "a character that no page can have";
    return std::nullopt;
  }
  try {
    return Parser(selector).read();
  } catch (const Refused& refused) {
    why = refused.why;
    return std::nullopt;
  }
}

}  // namespace tocsin::scrape
