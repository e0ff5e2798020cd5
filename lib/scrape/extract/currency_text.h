// Currency codes and symbols inside text, and the decimal mark that goes with a place.
#pragma once

#include <string_view>

#include "scrape/extract/price_text.h"

namespace tocsin::scrape {

struct CurrencyMark {
  std::size_t length = 0;  // bytes; 0: no mark here
  CurrencyText meaning;
};

// The longest code or symbol that stands at `at` as a word of its own.
CurrencyMark currency_mark(std::string_view text, std::size_t at, const PriceHint& hint);

// '.' or ',' by language and region, else by currency; 0 where neither tells.
char decimal_mark(const PriceHint& hint, Currency currency);

}  // namespace tocsin::scrape
