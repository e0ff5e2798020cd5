// The digits of an amount as people group them: which mark is the decimal one, and which groups
// thousands.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scrape/extract/price_text.h"

namespace tocsin::scrape {

// The bytes of the blank at `at`, 0 where there is none (also the blanks that group digits: U+00A0,
// U+2009, U+202F).
std::size_t blank_at(std::string_view text, std::size_t at);
// The same for a hyphen, a dash or a minus.
std::size_t dash_at(std::string_view text, std::size_t at);
std::size_t digits_at(std::string_view text, std::size_t at);

// Digits in groups and what stands between them: '.', ',', '\'' or ' '.
struct Digits {
  std::vector<std::string> groups;
  std::string separators;

  // A small whole number without separators, such as a count of tickets.
  std::optional<std::int64_t> count() const;
};

// Moves `at` behind them, and behind the dash that stands for no decimals ("45,–").
Digits read_digits(std::string_view text, std::size_t& at);

struct Amount {
  std::string decimal;  // "1234.50"
  bool guess = false;   // another reading was possible
};
std::optional<Amount> settle(const Digits& in, const PriceHint& hint, Currency currency);

}  // namespace tocsin::scrape
