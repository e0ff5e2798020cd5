#include "base/wall_time.h"

#include <fmt/format.h>

#include <array>

namespace tocsin {

using std::chrono::days;

std::string say_time_of_day(LocalTime t) {
  const std::chrono::hh_mm_ss time{t - std::chrono::floor<days>(t)};
  return fmt::format("{:02}:{:02}", time.hours().count(), time.minutes().count());
}

std::string say_date(LocalTime t) {
  const std::chrono::year_month_day date{std::chrono::floor<days>(t)};
  return fmt::format("{} {} {}", static_cast<unsigned>(date.day()), month_name(date.month()),
                     static_cast<int>(date.year()));
}

std::string_view weekday_name(std::chrono::weekday day) {
  static constexpr std::array<std::string_view, 7> kNames = {"Sun", "Mon", "Tue", "Wed",
                                                             "Thu", "Fri", "Sat"};
  return kNames.at(day.c_encoding());
}

std::string_view month_name(std::chrono::month month) {
  static constexpr std::array<std::string_view, 12> kNames = {
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return kNames.at(static_cast<unsigned>(month) - 1);
}

}  // namespace tocsin
