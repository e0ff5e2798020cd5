// Dates and times of pages: ISO 8601 as schema.org asks for and sites write it.
//
// Calendar dates, extended or basic ("2015-10-31", "20151031"), alone or with a time of hours and
// minutes at least ("T20:00", "T200000.5", " 20:00:00", "T24:00"), the zone as Z, ±hh, ±hhmm or
// ±hh:mm, and an IANA zone in brackets behind it. Reduced dates ("2015-10"), week dates and ordinal
// dates are refused, and so is any other text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "model/offer.h"

namespace tocsin::scrape {

struct DateText {
  Instant at;    // as EventFacts::starts_at: see StartPrecision
  Instant wall;  // as written, as if the zone were UTC
  StartPrecision precision = StartPrecision::exact;
  std::string zone;    // the IANA name the text gave, else ""
  bool utc = false;    // written with Z: an instant, not the clock at the venue
  bool guess = false;  // another reading was possible (date_phrase.h)
};

std::optional<DateText> read_date(std::string_view text);

}  // namespace tocsin::scrape
