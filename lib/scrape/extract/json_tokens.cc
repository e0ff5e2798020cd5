#include "scrape/extract/json_tokens.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "scrape/extract/charset.h"

namespace tocsin::scrape {
namespace {

constexpr auto npos = std::string_view::npos;

bool is_space(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '$' ||
         c == '@';
}

// What may not stand in a string as it is: control characters, quotes, the escape.
constexpr auto kTells = [] {
  std::array<bool, 256> tells{};
  for (unsigned char c = 0; c < 0x20; ++c) tells[c] = true;
  for (const unsigned char c : {'"', '\'', '\\'}) tells[c] = true;
  return tells;
}();

// Behind the text of a string from `at` on that stands for itself.
std::size_t plain_run_end(std::string_view text, std::size_t at, char quote) {
  const char other_quote = quote == '"' ? '\'' : '"';
  while (at < text.size() &&
         (!kTells[static_cast<unsigned char>(text[at])] || text[at] == other_quote)) {
    ++at;
  }
  return at;
}

}  // namespace

void JsonTokens::note(std::string_view what, std::size_t at) {
  const auto same = [&](const JsonRepair& r) { return r.what == what; };
  if (std::none_of(repairs_.begin(), repairs_.end(), same)) repairs_.push_back({what, at});
}

bool JsonTokens::skip_marker(std::string_view marker) {
  if (!text_.substr(at_).starts_with(marker)) return false;
  at_ += marker.size();
  return true;
}

bool JsonTokens::skip_comment() {
  const std::size_t from = at_;
  if (skip_marker("//<![CDATA[") || skip_marker("<![CDATA[") || skip_marker("//]]>") ||
      skip_marker("]]>") || skip_marker("<!--") || skip_marker("-->")) {
    note("a comment or CDATA wrapper", from);
    return true;
  }
  if (text_.substr(at_).starts_with("/*")) {
    const std::size_t end = text_.find("*/", at_ + 2);
    at_ = end == npos ? text_.size() : end + 2;
    note("a comment", from);
    return true;
  }
  if (text_.substr(at_).starts_with("//")) {
    at_ = std::min(text_.find('\n', at_), text_.size());
    note("a comment", from);
    return true;
  }
  return false;
}

void JsonTokens::skip_blank() {
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (is_space(c)) {
      ++at_;
    } else if (c == '<' || c == '-' || c == '/' || c == ']') {
      if (!skip_comment()) return;
    } else if (c == '\xEF' && skip_marker("\xEF\xBB\xBF")) {
      note("a byte order mark", at_ - 3);
    } else {
      return;
    }
  }
}

JsonTokens::Kind JsonTokens::next() {
  for (skip_blank(); at_ < text_.size(); skip_blank()) {
    start_ = at_;
    const char c = text_[at_++];
    switch (c) {
      case '{':
        return Kind::begin_object;
      case '}':
        return Kind::end_object;
      case '[':
        return Kind::begin_array;
      case ']':
        return Kind::end_array;
      case ':':
        return Kind::colon;
      case ',':
        return Kind::comma;
      case '\'':
        note("single quotes", start_);
        [[fallthrough]];
      case '"':
        read_string(c);
        return Kind::string;
      default:
        if (is_word(c) || ((c == '-' || c == '+' || c == '.') && at_ < text_.size() &&
                           (is_digit(text_[at_]) || text_[at_] == '.'))) {
          return read_word();
        }
        note("characters that do not belong there", start_);
    }
  }
  start_ = text_.size();
  return Kind::end;
}

JsonTokens::Kind JsonTokens::read_word() {
  const bool number = !is_word(text_[start_]) || is_digit(text_[start_]);
  while (at_ < text_.size() &&
         (is_word(text_[at_]) ||
          (number && (text_[at_] == '.' || text_[at_] == '+' || text_[at_] == '-')))) {
    ++at_;
  }
  value_ = text_.substr(start_, at_ - start_);
  return number ? Kind::number : Kind::word;
}

// In JSON a closing quote is followed by one of , : } ] or the end. Anything else means that the
// quote belongs to the text, or that a comma is missing at the end of a line.
bool JsonTokens::closes_string() const {
  std::size_t next = at_;
  bool new_line = false;
  while (next < text_.size() && is_space(text_[next])) new_line |= text_[next++] == '\n';
  if (next >= text_.size()) return true;
  const char c = text_[next];
  return c == ',' || c == ':' || c == '}' || c == ']' || c == ';' || c == '<' ||
         text_.substr(next).starts_with("/*") || text_.substr(next).starts_with("//") ||
         (new_line && (c == '"' || c == '-'));
}

void JsonTokens::read_string(char quote) {
  value_.clear();
  while (at_ < text_.size()) {
    const std::size_t run = plain_run_end(text_, at_, quote);
    value_ += text_.substr(at_, run - at_);
    at_ = run;
    if (at_ >= text_.size()) break;
    const char c = text_[at_++];
    if (c == '\\') {
      read_escape();
    } else if (c != quote) {
      note("a raw line break or control character in a string", at_ - 1);
      value_ += c == '\0' ? ' ' : c;
    } else if (closes_string()) {
      return;
    } else {
      note("an unescaped quote in a string", at_ - 1);
      value_ += c;
    }
  }
  note("a string that does not end", start_);
}

unsigned JsonTokens::read_hex4() {
  unsigned unit = 0;
  if (text_.size() - at_ >= 4) {
    const char* from = text_.data() + at_;
    const auto [end, error] = std::from_chars(from, from + 4, unit, 16);
    if (error == std::errc{} && end == from + 4) {
      at_ += 4;
      return unit;
    }
  }
  note("a faulty escape in a string", at_);
  return 0xFFFD;
}

void JsonTokens::read_escape() {
  if (at_ >= text_.size()) return;
  const char c = text_[at_++];
  constexpr std::string_view kFrom = "\"\\/bfnrt";
  constexpr std::string_view kTo = "\"\\/\b\f\n\r\t";
  if (const auto known = kFrom.find(c); known != npos) {
    value_ += kTo[known];
    return;
  }
  if (c != 'u') {
    note("a faulty escape in a string", at_ - 1);
    value_ += c;
    return;
  }
  char32_t point = read_hex4();
  if (point >= 0xD800 && point < 0xDC00 && text_.substr(at_).starts_with("\\u")) {
    const std::size_t second = at_;
    at_ += 2;
    const unsigned low = read_hex4();
    if (low >= 0xDC00 && low < 0xE000) {
      point = 0x10000 + ((point - 0xD800) << 10U) + (low - 0xDC00);
    } else {
      at_ = second;
    }
  }
  append_utf8(value_, point == 0 ? U' ' : point);
}

}  // namespace tocsin::scrape
