// The time of day within a phrase: "20:00", "8pm", "7.30 p.m.", "20 Uhr", "20h30", "godz. 19.00",
// with the zone behind it ("CET", "UTC+2", "+01:00", "ET").
#pragma once

#include <optional>
#include <span>
#include <string>

#include "base/clock.h"
#include "scrape/extract/date_tokens.h"

namespace tocsin::scrape {

struct ClockText {
  Duration since_midnight{0};
  std::optional<Duration> offset;  // from UTC
  std::string zone;                // IANA name, else ""
  bool guess = false;
};

// The first one; of a range its beginning. A bare number is none.
std::optional<ClockText> find_clock(std::span<const DateToken> tokens);

}  // namespace tocsin::scrape
