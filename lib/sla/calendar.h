// When a support desk works: weekly hours in a zone, holidays, hours that change. A pure value.
//
// Hours are wall time. A moment is working time if the wall clock of the zone shows a time within
// the hours of a day then; so an hour that the clock leaves out is none, and one that it shows
// twice is two. Hours that run past midnight belong to the day on which they begin.
#pragma once

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/hours.h"
#include "base/zone.h"
#include "sla/interval.h"

namespace tocsin::sla {

using Day = std::chrono::local_days;

// Of each day ascending, no two overlap. Empty: closed.
struct HoursVersion {
  Day effective;  // from this day on
  WeekHours week;
};

// The name of the calendar that is always open.
inline constexpr std::string_view kAlwaysOpen = "24x7";

class Calendar {
 public:
  // The one that is always open, in no zone, without holidays.
  static Calendar always_open();
  // At least one version, in any order, their days differ; before the first it is closed.
  Calendar(std::string name, Zone zone, std::vector<HoursVersion> versions);

  const std::string& name() const { return name_; }
  const Zone& zone() const { return zone_; }
  // Its hours are not asked for.
  bool is_always_open() const { return versions_.empty(); }

  // On these days, the last included, `hours` stand in the place of the day's own; by default there
  // are none. A day that is closed stays closed, and where holidays meet, only the time that each
  // of them leaves is worked.
  void add_holiday(Day first, Day last, const std::string& name, const DayHours& hours = {});
  // Closed, whatever the hours say.
  void add_closure(const Interval& closure) { closures_.push_back(closure); }

  const DayHours& hours_on(Day day) const;
  // The names of what makes this day a holiday, joined by ", "; null if it is none.
  const std::string* holiday_on(Day day) const;
  const std::vector<Interval>& closures() const { return closures_; }

 private:
  struct Holiday {
    std::string name;
    DayHours hours;
  };
  std::string name_;
  Zone zone_ = Zone::utc();
  std::vector<HoursVersion> versions_;  // ascending
  std::map<Day, Holiday> holidays_;
  std::vector<Interval> closures_;
};

// "2026-12-25".
std::optional<Day> parse_day(std::string_view text);
// Two that overlap, of a week or of one day; those of a day may run into the next, Saturday into
// Sunday.
std::optional<std::array<HourRange, 2>> overlap_in(const DayHours& hours);
std::optional<std::array<HourRange, 2>> overlap_in(const WeekHours& week);

}  // namespace tocsin::sla
