#include "scrape/extract/date_tokens.h"

#include <charconv>

#include "base/text.h"
#include "scrape/extract/price_digits.h"

namespace tocsin::scrape {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}

// The apostrophe within "aujourd'hui".
std::size_t apostrophe_at(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with('\'')) return 1;
  return rest.starts_with("\xE2\x80\x99") ? 3 : 0;
}

std::size_t word_end(std::string_view text, std::size_t at) {
  while (at < text.size() && blank_at(text, at) == 0 && dash_at(text, at) == 0) {
    const std::size_t inner = apostrophe_at(text, at);
    const bool joins = inner > 0 && at + inner < text.size() && is_letter(text[at + inner]);
    if (!joins && !is_letter(text[at])) break;
    at += joins ? inner : 1;
  }
  return at;
}

int number_value(std::string_view digits) {
  constexpr std::size_t kLongest = 8;
  int value = -1;
  if (digits.size() <= kLongest) {
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
  }
  return value;
}

}  // namespace

std::vector<DateToken> date_tokens(std::string_view text) {
  constexpr std::size_t kMost = 200;
  std::vector<DateToken> out;
  bool spaced = true;
  for (std::size_t at = 0; at < text.size() && out.size() < kMost;) {
    if (const std::size_t blank = blank_at(text, at); blank > 0) {
      at += blank;
      spaced = true;
      continue;
    }
    DateToken token;
    token.spaced = spaced;
    std::size_t end = at + 1;
    if (const std::size_t digits = digits_at(text, at); digits > 0) {
      token.kind = DateToken::Kind::number;
      end = at + digits;
      token.text = text.substr(at, digits);
      token.value = number_value(token.text);
    } else if (const std::size_t dash = dash_at(text, at); dash > 0) {
      end = at + dash;
      token.text = "-";
    } else if (is_letter(text[at])) {
      token.kind = DateToken::Kind::word;
      end = word_end(text, at + 1);
      token.text = fold(text.substr(at, end - at));
    } else {
      token.text = text[at];
    }
    token.original = text.substr(at, end - at);
    at = end;
    spaced = false;
    out.push_back(std::move(token));
  }
  return out;
}

}  // namespace tocsin::scrape
