// The words of dates in the languages of the sites we know: English, German, French, Spanish,
// Polish, Portuguese, Italian and Dutch, their abbreviations and cases. All take words as fold()
// gives them and the page's language ("" unknown), whose words go before those of others.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/clock.h"

namespace tocsin::scrape {

// 1 to 12.
std::optional<int> month_of(std::string_view word, std::string_view language);
// Days from Sunday, 0 to 6.
std::optional<int> weekday_of(std::string_view word, std::string_view language);
// 0 for "today" and "tonight", 1 for "tomorrow".
std::optional<int> days_ahead(std::string_view word, std::string_view language);

// What a zone's abbreviation means. American ones without S or D ("ET") name a place.
struct ZoneWord {
  std::string_view word;
  int minutes = 0;        // from UTC
  std::string_view zone;  // IANA name where the offset alone would be wrong half of the year
  bool guess = false;     // it means other zones as well
};
// In capitals as written: "est" is a French word.
const ZoneWord* zone_word(std::string_view capitals);

// "day before month" where the language writes 1/5 for the first of May; nothing where it is not
// known ("en" alone).
std::optional<bool> day_first(std::string_view language);

}  // namespace tocsin::scrape
