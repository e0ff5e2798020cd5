#include "base/time.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/zone.h"

namespace tocsin {
namespace {

using namespace std::chrono_literals;

TEST(Time, ReadsRfc3339AndDates) {
  struct Case {
    std::string_view in;
    std::string_view out;  // "" = refused
  };
  const Case cases[] = {
      {"2026-01-31T09:00:00Z", "2026-01-31T09:00:00Z"},
      {"2026-01-31", "2026-01-31T00:00:00Z"},
      {"2026-01-31T09:00:00+01:00", "2026-01-31T08:00:00Z"},
      {"2026-01-31 09:00:00.25-05:30", "2026-01-31T14:30:00.250Z"},
      {"2026-01-31T09:00Z", "2026-01-31T09:00:00Z"},
      {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"},
      {"1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"},
      {"2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"},
      {"2026-02-29", ""},
      {"2026-01-31T09:00:00", ""},
      {"2026-01-31T25:00:00Z", ""},
      {"2026-13-01", ""},
      {"yesterday", ""},
      {"2026-01-31T09:00:00Zx", ""},
      {"", ""},
  };
  for (const Case& c : cases) {
    const auto t = parse_instant(c.in);
    EXPECT_EQ(t ? format_instant(*t) : "", c.out) << c.in;
  }
}

TEST(Time, DurationsReadBackExactly) {
  for (const Duration d : {Duration{0ms}, Duration{250ms}, Duration{90s}, Duration{15min},
                           Duration{2h}, Duration{7 * 24h}, Duration{1h + 30min + 5ms}}) {
    EXPECT_EQ(parse_duration(format_duration(d)), d) << format_duration(d);
  }
  EXPECT_EQ(parse_duration("1h30m"), Duration{90min});
  for (const auto* bad : {"", "5", "h", "5 m", "-5m", "5x", "99999999999999999999d"}) {
    EXPECT_EQ(parse_duration(bad), std::nullopt) << bad;
  }
}

TEST(Time, SaysDurationsAsPeopleDo) {
  EXPECT_EQ(say_duration(2h + 10min + 5s), "2 h 10 m");
  EXPECT_EQ(say_duration(72h), "3 d");
  EXPECT_EQ(say_duration(40s), "40 s");
  EXPECT_EQ(say_duration(-40min), "40 m");
}

TEST(Zone, BothDaylightSavingEdges) {
  const Zone london = Zone::find("Europe/London");
  const auto at = [](std::string_view text) { return *parse_instant(text); };
  const auto local = [&](std::string_view text) { return LocalTime{at(text).time_since_epoch()}; };
  EXPECT_EQ(london.offset(at("2026-07-01")), Duration{1h});
  EXPECT_EQ(london.offset(at("2026-12-01")), Duration{0h});
  // 01:30 does not exist on 29 March 2026: the instant of the change.
  EXPECT_EQ(london.to_instant(local("2026-03-29T01:30:00Z")), at("2026-03-29T01:00:00Z"));
  // 01:30 happens twice on 25 October 2026: the earlier.
  EXPECT_EQ(london.to_instant(local("2026-10-25T01:30:00Z")), at("2026-10-25T00:30:00Z"));
}

TEST(Zone, StretchesOfOneOffset) {
  const Zone london = Zone::find("Europe/London");
  const OffsetSpan summer = london.offset_span(*parse_instant("2026-07-01"));
  EXPECT_EQ(format_instant(summer.from), "2026-03-29T01:00:00Z");
  EXPECT_EQ(format_instant(summer.until), "2026-10-25T01:00:00Z");
  EXPECT_EQ(summer.offset, std::chrono::hours{1});
  EXPECT_EQ(london.offset_span(summer.until).from, summer.until);
  EXPECT_EQ(london.offset_span(kZoneHorizon - Duration{1}).until, kZoneHorizon);
  EXPECT_EQ(Zone::find("Asia/Kolkata").offset_span(*parse_instant("2026-01-01")).until,
            kZoneHorizon);
  EXPECT_EQ(Zone::utc().offset_span(kZoneHorizon).until, Instant::max());
}

TEST(Zone, RefusesWhatItWouldGetWrong) {
  EXPECT_THROW((void)Zone::find("Europe/London").offset(*parse_instant("2040-07-01")), Error);
  EXPECT_THROW((void)Zone::find("Mars/Base"), Error);
  EXPECT_FALSE(Zone::exists("Mars/Base"));
  EXPECT_EQ(Zone::utc().offset(*parse_instant("2040-07-01")), Duration{0});
}

}  // namespace
}  // namespace tocsin
