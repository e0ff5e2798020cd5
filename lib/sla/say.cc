#include "sla/say.h"

#include <fmt/format.h>

#include "base/time.h"
#include "base/wall_time.h"

namespace tocsin::sla {

namespace {

using LocalSecond = std::chrono::local_seconds;

LocalSecond wall(Second t, const Zone& zone) {
  return std::chrono::floor<seconds>(zone.to_local(t));
}

std::string say_day(LocalSecond t) {
  const std::chrono::weekday day{std::chrono::floor<std::chrono::days>(t)};
  return fmt::format("{} {}", weekday_name(day), say_date(t));
}

std::string say_time(LocalSecond t) {
  const auto second = (t - std::chrono::floor<std::chrono::minutes>(t)).count();
  return second == 0 ? say_time_of_day(t) : fmt::format("{}:{:02}", say_time_of_day(t), second);
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
