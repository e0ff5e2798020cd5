#include "sla/calendar_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/file.h"
#include "base/toml_table.h"
#include "sla/holidays_ical.h"

namespace tocsin::sla {
namespace {

using std::chrono::days;
using std::chrono::month_day;
using std::chrono::year;

constexpr std::size_t kLargest = 1U << 20;
constexpr std::int64_t kMostHolidays = 100'000;  // days, which is a thousand a year
constexpr int kLongestHoliday = 365;             // days
// Local time is known from 1970 to the end of 2036 of UTC.
constexpr int kFirstYear = 1969, kLastYear = 2037;

using Known = std::string_view;
constexpr Known kFileKeys[] = {"time_zone", "hours", "holiday", "change", "ical"};
constexpr Known kWeekKeys[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr Known kHolidayKeys[] = {"name", "date", "from", "until", "yearly", "hours"};
constexpr Known kChangeKeys[] = {"effective", "hours"};

std::string text_of(const HourRange& range) {
  const auto clock = [](std::chrono::minutes m) {
    return fmt::format("{:02}:{:02}", m.count() / 60, m.count() % 60);
  };
  return fmt::format("{}-{}", clock(range.from),
                     clock(range.until > days{1} ? range.until - days{1} : range.until));
}

std::string complaint(const std::array<HourRange, 2>& overlapping) {
  return fmt::format("'{}' overlaps '{}'", text_of(overlapping[1]), text_of(overlapping[0]));
}

DayHours read_hours(const TomlTable& t, std::string_view key) {
  DayHours out;
  for (const std::string& text : t.texts(key)) {
    const auto range = parse_hours(text);
    if (!range) {
      const auto dash = text.find('-');
      const bool empty = dash != text.npos && text.substr(0, dash) == text.substr(dash + 1);
      t.refuse(key,
               fmt::format("'{}' is {}", text, empty ? "empty" : "no range such as 09:00-17:30"));
    }
    out.push_back(*range);
  }
  std::sort(out.begin(), out.end(),
            [](const HourRange& a, const HourRange& b) { return a.from < b.from; });
  if (const auto found = overlap_in(out)) t.refuse(key, complaint(*found));
  return out;
}

Day read_day(const TomlTable& t, std::string_view key) {
  const std::string text = t.required_text(key);
  const auto day = parse_day(text);
  if (!day) t.refuse(key, fmt::format("'{}' is no date such as 2026-12-25", text));
  return *day;
}

// The days named are as the table says, the others as they were.
WeekHours read_week(const TomlTable& t, WeekHours week) {
  for (std::size_t day = 0; day < week.size(); ++day) {
    if (t.has(kWeekKeys[day])) week[day] = read_hours(t, kWeekKeys[day]);
  }
  if (const auto found = overlap_in(week)) {
    t.refuse(complaint(*found) + " of the day before");
  }
  return week;
}

std::vector<HoursVersion> read_versions(const TomlTable& file) {
  std::vector<HoursVersion> out(1, {Day::min(), {}});
  if (const auto hours = file.table("hours", kWeekKeys)) out[0].week = read_week(*hours, {});
  std::map<Day, TomlTable> changes;
  for (const auto& [unnamed, change] : file.tables("change", kChangeKeys)) {
    if (!changes.emplace(read_day(change, "effective"), change).second) {
      change.refuse("effective", "there is a change from this day on already");
    }
  }
  for (const auto& [effective, change] : changes) {
    const auto hours = change.table("hours", kWeekKeys);
    if (!hours) change.refuse("'hours' is missing");
    out.push_back({effective, read_week(*hours, out.back().week)});
  }
  const bool works = std::any_of(out.begin(), out.end(), [](const HoursVersion& v) {
    return std::any_of(v.week.begin(), v.week.end(), [](const auto& day) { return !day.empty(); });
  });
  if (!works) file.refuse("hours", "there is no working time");
  return out;
}

// "12-25", or "12-24/01-02" with both ends.
std::optional<std::pair<month_day, month_day>> parse_yearly(std::string_view text) {
  const auto part = [](std::string_view date) -> std::optional<month_day> {
    const auto day = parse_day(fmt::format("2024-{}", date));  // a leap year
    if (!day) return std::nullopt;
    const std::chrono::year_month_day ymd{*day};
    return month_day{ymd.month(), ymd.day()};
  };
  const auto slash = text.find('/');
  const auto first = part(text.substr(0, slash));
  const auto last = slash == text.npos ? first : part(text.substr(slash + 1));
  if (!first || !last) return std::nullopt;
  return std::pair(*first, *last);
}

class HolidayReader {
 public:
  explicit HolidayReader(Calendar& calendar) : calendar_(calendar) {}

  void read(const TomlTable& t) {
    const std::string name = t.text("name").value_or("holiday");
    const DayHours hours = read_hours(t, "hours");
    if (t.has("date") + t.has("from") + t.has("yearly") != 1) {
      t.refuse("a holiday has a 'date', or 'from' and 'until', or 'yearly'");
    }
    if (t.has("until") && !t.has("from")) t.refuse("until", "'until' goes with 'from'");
    if (t.has("yearly")) return read_yearly(t, name, hours);
    const Day first = read_day(t, t.has("date") ? "date" : "from");
    const Day last = t.has("date") ? first : read_day(t, "until");
    if (last < first) t.refuse("until", "'until' is before 'from'");
    if ((last - first).count() >= kLongestHoliday) {
      t.refuse("until", fmt::format("the holiday has {} days, at most {} can be",
                                    (last - first).count() + 1, kLongestHoliday));
    }
    add(t, first, last, name, hours);
  }

  void add_all(const TomlTable& file, const IcalHolidays& found) {
    for (const IcalHolidays::Days& d : found.days) add(file, d.first, d.last, d.name, {});
    for (const Interval& closure : found.closures) calendar_.add_closure(closure);
  }

 private:
  void read_yearly(const TomlTable& t, const std::string& name, const DayHours& hours) {
    const std::string text = t.required_text("yearly");
    const auto dates = parse_yearly(text);
    if (!dates) {
      t.refuse("yearly", fmt::format("'{}' is no date such as 12-25 or 12-24/01-02", text));
    }
    const auto& [from, until] = *dates;
    for (int y = kFirstYear; y <= kLastYear; ++y) {
      // 29 February is there in leap years only.
      const std::chrono::year_month_day begin{year{y}, from.month(), from.day()};
      const std::chrono::year_month_day end{year{until < from ? y + 1 : y}, until.month(),
                                            until.day()};
      const Day first = begin.ok() ? Day{begin} : Day{year{y} / 3 / 1};
      const Day last = end.ok() ? Day{end} : Day{end.year() / 2 / 28};
      if (first <= last) add(t, first, last, name, hours);
    }
  }

  void add(const TomlTable& t, Day first, Day last, const std::string& name,
           const DayHours& hours) {
    first = std::max<Day>(first, Day{year{kFirstYear} / 1 / 1});
    last = std::min<Day>(last, Day{year{kLastYear} / 12 / 31});
    if (last < first) return;
    days_ += (last - first).count() + 1;
    if (days_ > kMostHolidays) {
      t.refuse(fmt::format("more than {} days of holidays", kMostHolidays));
    }
    calendar_.add_holiday(first, last, name, hours);
  }

  Calendar& calendar_;
  std::int64_t days_ = 0;
};

// The first year without any work, of those that have some in `usual`.
std::optional<int> swallowed_year(const Calendar& usual, const Calendar& calendar) {
  const auto works_in = [](const Calendar& c, int y) {
    Day day{year{y} / 1 / 1};
    const Day next{year{y + 1} / 1 / 1};
    while (day < next && c.hours_on(day).empty()) day += days{1};
    return day < next;
  };
  for (int y = kFirstYear; y <= kLastYear; ++y) {
    if (!works_in(calendar, y) && works_in(usual, y)) return y;
  }
  return std::nullopt;
}

}  // namespace

Calendar read_calendar(std::string_view text, const std::string& name, const std::string& where,
                       const std::string& zone, const ReadFile& read_ical) {
  if (text.size() > kLargest) fail(Exit::config, "{}: larger than 1 MiB", where);
  const toml::table root = read_toml(text, where);
  const TomlTable file(root, where, 1, kFileKeys);
  const std::string zone_name = file.text("time_zone").value_or(zone);
  if (!Zone::exists(zone_name)) {
    file.refuse("time_zone", fmt::format("there is no zone '{}'", zone_name));
  }
  const Calendar usual(name, Zone::find(zone_name), read_versions(file));
  Calendar calendar = usual;
  HolidayReader holidays(calendar);
  for (const auto& [unnamed, t] : file.tables("holiday", kHolidayKeys)) holidays.read(t);
  for (const std::string& ical : file.texts("ical")) {
    IcalHolidays found;
    try {
      found = read_ical_holidays(read_ical(ical), ical, calendar.zone());
    } catch (const Error& e) {
      file.refuse("ical", e.what());
    }
    holidays.add_all(file, found);
  }
  if (const auto y = swallowed_year(usual, calendar)) {
    file.refuse(file.has("holiday") ? "holiday" : "ical",
                fmt::format("holidays leave no working time in {}", *y));
  }
  return calendar;
}

Calendar load_calendar(const std::filesystem::path& file, const std::string& zone) {
  return read_calendar(
      read_file(file, kLargest), file.stem().string(), file.string(), zone,
      [&](const std::string& name) { return read_file(file.parent_path() / name, kLargestIcal); });
}

}  // namespace tocsin::sla
