#include "notify/plan/mute_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/time.h"
#include "notify/plan/bypass.h"
#include "notify/plan/quiet_hours.h"
#include "notify/plan/routing.h"

namespace tocsin::notify {
namespace {

using std::chrono::days;
using std::chrono::local_days;
using std::chrono::month_day;
using std::chrono::weekday;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 7> kWeekdays{"sun", "mon", "tue", "wed",
                                                    "thu", "fri", "sat"};
constexpr auto kFarthest = days{366};

std::optional<weekday> weekday_named(std::string_view text) {
  const auto* const found = std::find(kWeekdays.begin(), kWeekdays.end(), text);
  if (found == kWeekdays.end()) return std::nullopt;
  return weekday{static_cast<unsigned>(found - kWeekdays.begin())};
}

std::optional<int> number(std::string_view text, std::size_t digits) {
  int out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (text.size() != digits || error != std::errc{} || end != text.data() + digits || out < 0) {
    return std::nullopt;
  }
  return out;
}

// "2026-12-24" or "12-24".
bool read_date(std::string_view text, int& year, month_day& day) {
  if (text.size() == 10 && text[4] == '-') {
    const auto y = number(text.substr(0, 4), 4);
    if (!y || *y == 0) return false;
    year = *y;
    text.remove_prefix(5);
  }
  if (text.size() != 5 || text[2] != '-') return false;
  const auto month = number(text.substr(0, 2), 2);
  const auto date = number(text.substr(3), 2);
  if (!month || !date) return false;
  day = std::chrono::month{static_cast<unsigned>(*month)} /
        std::chrono::day{static_cast<unsigned>(*date)};
  return day.ok() &&
         (year == 0 || year_month_day{std::chrono::year{year}, day.month(), day.day()}.ok());
}

bool counts(const MuteRule& rule, local_days day) {
  const bool weekday_fits =
      rule.weekdays.empty() ||
      std::find(rule.weekdays.begin(), rule.weekdays.end(), weekday{day}) != rule.weekdays.end();
  if (!weekday_fits) return false;
  const year_month_day date{day};
  return rule.dates.empty() || std::any_of(rule.dates.begin(), rule.dates.end(),
                                           [&](const DateRange& d) { return d.covers(date); });
}

// The latest end of what the rules mute at this instant, if anything.
std::optional<Instant> end_of_any(const MuteTime& mute, Instant now) {
  static const DayHours kWholeDay{{std::chrono::minutes{0}, std::chrono::hours{24}}};
  std::optional<Instant> latest;
  const auto today = std::chrono::floor<days>(mute.zone.to_local(now));
  for (const MuteRule& rule : mute.rules) {
    for (const auto day : {today - days{1}, today}) {
      if (!counts(rule, day)) continue;
      for (const HourRange& h : rule.hours.empty() ? kWholeDay : rule.hours) {
        const Instant begin = mute.zone.to_instant(LocalTime{day} + h.from);
        const Instant end = mute.zone.to_instant(LocalTime{day} + h.until);
        if (begin <= now && now < end && (!latest || end > *latest)) latest = end;
      }
    }
  }
  return latest;
}

}  // namespace

bool DateRange::covers(year_month_day day) const {
  const month_day date{day.month(), day.day()};
  if (from_year == 0) {
    return from <= until ? from <= date && date <= until : date >= from || date <= until;
  }
  const int year = static_cast<int>(day.year());
  return std::pair(from_year, from) <= std::pair(year, date) &&
         std::pair(year, date) <= std::pair(until_year, until);
}

std::optional<Instant> MuteTime::until(Instant now) const {
  auto end = end_of_any(*this, now);
  while (end && *end < now + kFarthest) {
    const auto next = end_of_any(*this, *end);
    if (!next) break;
    end = next;
  }
  return end;
}

std::optional<std::vector<weekday>> parse_weekdays(std::string_view text) {
  const auto dash = text.find('-');
  const auto first = weekday_named(text.substr(0, dash));
  const auto last = dash == text.npos ? first : weekday_named(text.substr(dash + 1));
  if (!first || !last) return std::nullopt;
  std::vector<weekday> out{*first};
  while (out.back() != *last) out.push_back(out.back() + days{1});
  return out;
}

std::optional<DateRange> parse_dates(std::string_view text) {
  const auto slash = text.find('/');
  DateRange out;
  if (!read_date(text.substr(0, slash), out.from_year, out.from)) return std::nullopt;
  out.until_year = out.from_year;
  out.until = out.from;
  if (slash != text.npos) {
    out.until_year = 0;
    if (!read_date(text.substr(slash + 1), out.until_year, out.until)) return std::nullopt;
  }
  const bool of_a_year = out.from_year != 0;
  if (of_a_year != (out.until_year != 0)) return std::nullopt;
  if (of_a_year && std::pair(out.until_year, out.until) < std::pair(out.from_year, out.from)) {
    return std::nullopt;
  }
  return out;
}

Batch obey_mute_times(Batch batch, Instant now) {
  return sift(std::move(batch), "mute", [&](const Item& item) -> std::optional<Objection> {
    if (item.route == nullptr || bypass_of(*item.notice).silence == SilenceRule::skips) {
      return std::nullopt;
    }
    for (const MuteTime* mute : item.route->mute_times) {
      const auto end = mute->until(now);
      if (!end) continue;
      return Objection{Reason::mute_time,
                       fmt::format("{} until {}", mute->name, format_instant(*end)), end};
    }
    return std::nullopt;
  });
}

}  // namespace tocsin::notify
