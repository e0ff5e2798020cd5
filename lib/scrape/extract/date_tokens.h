// A phrase cut into the words, numbers and marks that dates are made of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::scrape {

struct DateToken {
  enum class Kind { number, word, mark } kind = Kind::mark;
  std::string text;           // a word as fold() gives it; of a number its digits
  std::string_view original;  // as written
  int value = 0;              // of a number of at most eight digits, else -1
  bool spaced = true;         // a blank or the start of the text before it

  bool is_number() const { return kind == Kind::number; }
  bool is_word() const { return kind == Kind::word; }
  bool is_mark(char c) const { return kind == Kind::mark && text.size() == 1 && text[0] == c; }
};

// At most 200 tokens. Dashes of any length are '-'.
std::vector<DateToken> date_tokens(std::string_view text);

}  // namespace tocsin::scrape
