#include "sla/say.h"

#include <fmt/format.h>

#include "base/time.h"

namespace tocsin::sla {

namespace {

using LocalSecond = std::chrono::local_seconds;

LocalSecond wall(Second t, const Zone& zone) {
  return std::chrono::floor<seconds>(zone.to_local(t));
}

std::string say_day(LocalSecond t) {
  using namespace std::chrono;
  constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = floor<days>(t);
  const year_month_day date{day};
  return fmt::format(
      "{} {} {} {}", kDays[weekday{day}.c_encoding()], static_cast<unsigned>(date.day()),
      kMonths[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()));
}

std::string say_time(LocalSecond t) {
  using namespace std::chrono;
  const hh_mm_ss time{t - floor<days>(t)};
  std::string out = fmt::format("{:02}:{:02}", time.hours().count(), time.minutes().count());
  if (time.seconds() != seconds{0}) out += fmt::format(":{:02}", time.seconds().count());
  return out;
}

// " (+01:00)"
std::string say_offset(Second t, const Zone& zone) {
  using namespace std::chrono;
  const Duration offset = zone.offset(t);
  const hh_mm_ss time{floor<minutes>(abs(offset))};
  return fmt::format(" ({}{:02}:{:02})", offset < Duration{0} ? '-' : '+', time.hours().count(),
                     time.minutes().count());
}

}  // namespace

std::string say_when(Second t, const Zone& zone) {
  const LocalSecond local = wall(t, zone);
  return fmt::format("{} {}", say_day(local), say_time(local));
}

std::string say_stretch(const Interval& i, const Zone& zone) {
  const LocalSecond from = wall(i.from, zone), until = wall(i.until, zone);
  const bool changes = zone.offset(i.from) != zone.offset(i.until);
  const bool same_day =
      std::chrono::floor<std::chrono::days>(from) == std::chrono::floor<std::chrono::days>(until);
  return fmt::format("{}{} to {}{}", say_when(i.from, zone),
                     changes ? say_offset(i.from, zone) : "",
                     same_day ? say_time(until) : say_when(i.until, zone),
                     changes ? say_offset(i.until, zone) : "");
}

std::string say_left(seconds left) {
  if (left > seconds{0}) return say_duration(left) + " left";
  return fmt::format("breached {} ago", say_duration(-left));
}

std::string_view say_clock(ClockKind kind) {
  switch (kind) {
    case ClockKind::first_response:
      return "first response";
    case ClockKind::next_response:
      return "next response";
    case ClockKind::resolution:
      break;
  }
  return "resolution";
}

}  // namespace tocsin::sla
