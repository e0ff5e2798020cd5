#include "base/wall_time.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

using std::chrono::hours, std::chrono::minutes;

LocalTime on(int year, unsigned month, unsigned day, Duration since_midnight) {
  return LocalTime{std::chrono::local_days{std::chrono::year{year} / month / day}} + since_midnight;
}

TEST(WallTime, IsSaidInWords) {
  const LocalTime match = on(2026, 5, 12, hours{19} + minutes{45});
  EXPECT_EQ(say_time_of_day(match), "19:45");
  EXPECT_EQ(say_date(match), "12 May 2026");
  EXPECT_EQ(say_time_of_day(on(1969, 12, 31, hours{0} + minutes{5})), "00:05");
  EXPECT_EQ(say_date(on(1969, 12, 31, hours{23})), "31 Dec 1969");
  EXPECT_EQ(weekday_name(std::chrono::Sunday), "Sun");
  EXPECT_EQ(weekday_name(std::chrono::Saturday), "Sat");
  EXPECT_EQ(month_name(std::chrono::January), "Jan");
}

}  // namespace
}  // namespace tocsin
