// Hours of a day as people write them: "09:00-17:30", "22:00-06:00". Pure.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

namespace tocsin {

// Wall time since midnight: 0 h <= from < 24 h, from < until <= from + 24 h; what lies beyond 24 h
// is of the next day.
struct HourRange {
  std::chrono::minutes from, until;
  friend bool operator==(const HourRange&, const HourRange&) = default;
};

using DayHours = std::vector<HourRange>;
// By weekday::c_encoding(): Sunday first.
using WeekHours = std::array<DayHours, 7>;

// "09:00-12:30", "22:00-06:00" (past midnight), "18:00-24:00". Nothing for what is none; ends that
// are equal are an empty range, which is none either.
std::optional<HourRange> parse_hours(std::string_view text);

}  // namespace tocsin
