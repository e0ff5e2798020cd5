#include "base/hours.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(Hours, AreWallTime) {
  const auto range = [](int from, int until) {
    return HourRange{std::chrono::minutes{from}, std::chrono::minutes{until}};
  };
  EXPECT_EQ(parse_hours("09:00-12:30"), range(540, 750));
  EXPECT_EQ(parse_hours("00:00-24:00"), range(0, 1440));
  EXPECT_EQ(parse_hours("22:00-06:00"), range(1320, 1800));
  EXPECT_EQ(parse_hours("22:00-00:00"), range(1320, 1440));
  for (const char* none : {"", "09:00", "9-17", "09:00-09:00", "24:00-06:00", "09:00-24:01",
                           "09:00-25:00", "09:60-10:00", "09:00 - 10:00", "09:00-10:00-11:00"}) {
    EXPECT_EQ(parse_hours(none), std::nullopt) << none;
  }
}

}  // namespace
}  // namespace tocsin
