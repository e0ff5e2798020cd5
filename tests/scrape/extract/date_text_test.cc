#include "scrape/extract/date_text.h"

#include <gtest/gtest.h>

#include "base/time.h"

namespace tocsin::scrape {
namespace {

TEST(DateText, ReadsIso8601) {
  constexpr auto exact = StartPrecision::exact;
  constexpr auto local = StartPrecision::local;
  constexpr auto day = StartPrecision::day;
  struct Case {
    std::string_view text, at, wall;
    StartPrecision precision;
  };
  const Case cases[] = {
      {"2015-10-31", "2015-10-31T00:00:00Z", "2015-10-31T00:00:00Z", day},
      {" 20151031 ", "2015-10-31T00:00:00Z", "2015-10-31T00:00:00Z", day},
      {"2016-04-21T20:00", "2016-04-21T20:00:00Z", "2016-04-21T20:00:00Z", local},
      {"2016-04-21 20:00:30", "2016-04-21T20:00:30Z", "2016-04-21T20:00:30Z", local},
      {"2015-10-31T20:00:00-0400", "2015-11-01T00:00:00Z", "2015-10-31T20:00:00Z", exact},
      {"2015-10-31T20:00:00+05:30", "2015-10-31T14:30:00Z", "2015-10-31T20:00:00Z", exact},
      {"2015-10-31T20:00:00 +01", "2015-10-31T19:00:00Z", "2015-10-31T20:00:00Z", exact},
      {"2015-10-31T20:00:00.250Z", "2015-10-31T20:00:00.250Z", "2015-10-31T20:00:00.250Z", exact},
      {"2015-10-31T20:00:00,5Z", "2015-10-31T20:00:00.500Z", "2015-10-31T20:00:00.500Z", exact},
      {"20151031T200000Z", "2015-10-31T20:00:00Z", "2015-10-31T20:00:00Z", exact},
      {"20151031T2000", "2015-10-31T20:00:00Z", "2015-10-31T20:00:00Z", local},
      {"2015-12-31T24:00", "2016-01-01T00:00:00Z", "2016-01-01T00:00:00Z", local},
      {"2024-02-29", "2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z", day},
      {"1899-12-31T19:30:00", "1899-12-31T19:30:00Z", "1899-12-31T19:30:00Z", local},
  };
  for (const Case& c : cases) {
    const auto date = read_date(c.text);
    ASSERT_TRUE(date) << c.text;
    EXPECT_EQ(format_instant(date->at), c.at) << c.text;
    EXPECT_EQ(format_instant(date->wall), c.wall) << c.text;
    EXPECT_EQ(date->precision, c.precision) << c.text;
  }
}

TEST(DateText, TakesTheZoneInBrackets) {
  const auto date = read_date("2024-05-01T20:00:00-04:00[America/New_York]");
  ASSERT_TRUE(date);
  EXPECT_EQ(date->zone, "America/New_York");
  EXPECT_EQ(format_instant(date->at), "2024-05-02T00:00:00Z");
}

TEST(DateText, RefusesWhatItDoesNotKnow) {
  for (const auto* text : {"",
                           "2015",
                           "2015-10",
                           "2015-W44",
                           "2015-W44-6",
                           "2015-304",
                           "2015-13-01",
                           "2015-02-29",
                           "31/10/2015",
                           "Oct 31, 2015",
                           "2015-10-31T",
                           "2015-10-31T20",
                           "2015-10-31T25:00",
                           "2015-10-31T20:60",
                           "2015-10-31T24:01",
                           "2015-10-31T20:00+25:00",
                           "2015-10-31T20:00 PM",
                           "2015-10-31T20:00[Europe/London",
                           "2015-10-31/2015-11-02",
                           "0000-01-01",
                           "T20:00"}) {
    EXPECT_FALSE(read_date(text)) << text;
  }
}

}  // namespace
}  // namespace tocsin::scrape
