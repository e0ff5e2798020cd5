// Dates and times as people write them, anywhere in a text: "Sat 15 May 2026, 7.30pm",
// "15.05.2026, 20 Uhr", "le 1er mai à 20h30", "15 de mayo de 2026", "15 maja 2026 godz. 19:00",
// "15/05/26", "Aug 11 @ 10:00 am", "tomorrow 8pm".
//
// The first date of the text counts; of a range its beginning. ISO 8601 is tried first
// (date_text.h). What the text leaves open is filled where it can be and then marked `guess`:
//
//   no year        the next such day from `now` on, yesterday included; where a weekday is named,
//                  the year near `now` in which it fits, which is no guess
//   weekday alone  the next one from `now` on
//   5/6/2026       month first where only the language "en" is known
//
// Without `now` such dates are not read at all. A pure function; linear in the text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "scrape/extract/date_text.h"

namespace tocsin::scrape {

struct DateHint {
  std::string language;        // of the page, BCP 47; "" unknown
  std::optional<Instant> now;  // wall time where the event is, as if the zone were UTC
};

std::optional<DateText> read_date_phrase(std::string_view text, const DateHint& hint);

// When a sale begins: "on sale Fri 10am", "Vorverkauf ab Freitag, 10 Uhr". A weekday or "tomorrow"
// is always a guess, since the text may be older than our reading of it. Nothing for "on sale now".
std::optional<DateText> read_sale_start(std::string_view text, const DateHint& hint);

}  // namespace tocsin::scrape
