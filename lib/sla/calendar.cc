#include "sla/calendar.h"

#include <algorithm>
#include <utility>

#include "base/time.h"

namespace tocsin::sla {
namespace {

using std::chrono::days;
using std::chrono::weekday;

const DayHours kClosed;

// The time that lies in both.
DayHours in_both(const DayHours& a, const DayHours& b) {
  DayHours out;
  for (const HourRange& x : a) {
    for (const HourRange& y : b) {
      const HourRange both{std::max(x.from, y.from), std::min(x.until, y.until)};
      if (both.from < both.until) out.push_back(both);
    }
  }
  return out;
}

}  // namespace

Calendar Calendar::always_open() {
  return {std::string(kAlwaysOpen), Zone::utc(), {}};
}

Calendar::Calendar(std::string name, Zone zone, std::vector<HoursVersion> versions)
    : name_(std::move(name)), zone_(zone), versions_(std::move(versions)) {
  std::sort(versions_.begin(), versions_.end(),
            [](const HoursVersion& a, const HoursVersion& b) { return a.effective < b.effective; });
}

void Calendar::add_holiday(Day first, Day last, const std::string& name, const DayHours& hours) {
  for (Day day = first; day <= last; day += days{1}) {
    const auto [place, is_new] = holidays_.try_emplace(day, Holiday{name, hours});
    if (is_new) continue;
    Holiday& there = place->second;
    there.hours = in_both(there.hours, hours);
    if (there.name != name) there.name += ", " + name;
  }
}

const DayHours& Calendar::hours_on(Day day) const {
  const auto after = std::upper_bound(versions_.begin(), versions_.end(), day,
                                      [](Day d, const HoursVersion& v) { return d < v.effective; });
  if (after == versions_.begin()) return kClosed;
  const DayHours& usual = std::prev(after)->week[weekday{day}.c_encoding()];
  if (usual.empty()) return kClosed;
  const auto holiday = holidays_.find(day);
  return holiday == holidays_.end() ? usual : holiday->second.hours;
}

const std::string* Calendar::holiday_on(Day day) const {
  const auto holiday = holidays_.find(day);
  return holiday == holidays_.end() ? nullptr : &holiday->second.name;
}

std::optional<Day> parse_day(std::string_view text) {
  const auto midnight = text.size() == 10 ? parse_instant(text) : std::nullopt;
  if (!midnight) return std::nullopt;
  return Day{std::chrono::floor<days>(*midnight).time_since_epoch()};
}

std::optional<std::array<HourRange, 2>> overlap_in(const DayHours& hours) {
  for (std::size_t i = 1; i < hours.size(); ++i) {
    if (hours[i].from < hours[i - 1].until) return std::array{hours[i - 1], hours[i]};
  }
  return std::nullopt;
}

std::optional<std::array<HourRange, 2>> overlap_in(const WeekHours& week) {
  for (std::size_t day = 0; day < week.size(); ++day) {
    if (const auto found = overlap_in(week[day])) return found;
    const DayHours& next = week[(day + 1) % week.size()];
    if (week[day].empty() || next.empty()) continue;
    if (next.front().from + days{1} < week[day].back().until) {
      return std::array{week[day].back(), next.front()};
    }
  }
  return std::nullopt;
}

}  // namespace tocsin::sla
