// Recurring times at which something is not told: nights, weekends, the second week of August.
// Pure but for the zone files.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/hours.h"
#include "base/zone.h"
#include "notify/plan/item.h"

namespace tocsin::notify {

// Days of the year, inclusive: of one year, or of every year where `year` is 0.
struct DateRange {
  int from_year = 0, until_year = 0;
  std::chrono::month_day from, until;
  bool covers(std::chrono::year_month_day day) const;
};

// A day counts if its weekday and its date are named (or none are); what is muted are those hours
// of it (or all). Hours that run past midnight belong to the day on which they begin.
struct MuteRule {
  std::vector<std::chrono::weekday> weekdays;
  std::vector<DateRange> dates;
  DayHours hours;
};

// A named set of such times in one zone.
struct MuteTime {
  std::string name;
  Zone zone = Zone::utc();
  std::vector<MuteRule> rules;

  // When the mute that holds now ends; nothing if none holds. Times that touch are one: a weekend
  // ends on Monday. Wall time: what would begin in an hour that does not happen begins at the
  // change, and of an hour that happens twice the first counts. Looks a year ahead at most.
  std::optional<Instant> until(Instant now) const;
};

// "mon", "sat-sun", "fri-mon"; "2026-12-24", "12-24/12-26",
// "2026-12-24/2027-01-01". Nothing for what is none.
std::optional<std::vector<std::chrono::weekday>> parse_weekdays(std::string_view text);
std::optional<DateRange> parse_dates(std::string_view text);

// Stage: what the route mutes at this time. It is looked at again when that ends.
Batch obey_mute_times(Batch batch, Instant now);

}  // namespace tocsin::notify
