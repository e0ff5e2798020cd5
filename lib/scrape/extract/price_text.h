// Amounts of money from text as people write it, exactly and never through floating point.
//
// "1.234,50 €", "US$6,999.00", "Rs 206", "from £45 + £5 fee", "CHF 1'250.–", "€20–30", "45€50",
// "2 tickets for £90", "free". Which mark is the decimal one follows from the amount itself where
// it can ("1.234,50"), else from the currency's decimals (a price in euros cannot have three), else
// from the page's language. What stays ambiguous is read the likelier way and marked `guess`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/money.h"
#include "model/offer.h"

namespace tocsin::scrape {

struct PriceHint {
  std::string language;  // of the page, BCP 47: "de", "en-CA"; "" unknown
  std::string country;   // of the venue: ISO 3166 code or an English name; "" unknown
  Currency currency;     // where the text names none
};

struct PriceText {
  std::optional<Money> low, high;     // high only for a range
  std::optional<Money> fees;          // on top of `low`, where the text gives their amount
  std::optional<PriceIs> price_is;    // where the text says
  std::optional<std::int64_t> count;  // of tickets, where the text says
  bool sold_out = false;              // the text says so
  bool guess = false;                 // another reading was possible
};

// Nothing readable gives no amount and no flag. Free is an amount of zero. Without a currency in
// text and hint the amounts have none.
PriceText read_price(std::string_view text, const PriceHint& hint);

struct CurrencyText {
  Currency currency;
  bool guess = false;  // the symbol has other meanings: "$", "kr", "¥"
};
// A code or symbol alone: "EUR", "€", "zł", "US$".
std::optional<CurrencyText> read_currency(std::string_view text, const PriceHint& hint);

}  // namespace tocsin::scrape
