// Hand-offs where clocks change, by hand.
#include "escalate/rotation.h"

#include <gtest/gtest.h>

#include "escalate/build.h"

namespace tocsin::escalate {
namespace {

using test::hand_offs;
using test::schedule;
using Lines = std::vector<std::string>;

std::string layer(std::string_view zone, std::string_view rotation, std::string_view hand_off,
                  std::string_view start) {
  return fmt::format(
      "time_zone = \"{}\"\n[[layer]]\npeople = [\"ann\", \"bob\"]\nrotation = \"{}\"\n"
      "hand_off = \"{}\"\nstart = \"{}\"\n",
      zone, rotation, hand_off, start);
}

TEST(Rotation, ADayLasts23And25HoursWhereClocksChange) {
  const Schedule s = schedule(layer("Europe/London", "daily", "09:00", "2026-03-27 09:00"));
  EXPECT_EQ(hand_offs(s, {}, "2026-03-27T09:00:00Z", "2026-03-30T09:00:00Z"),
            (Lines{"ann 2026-03-27T09:00:00Z", "bob 2026-03-28T09:00:00Z",
                   "ann 2026-03-29T08:00:00Z", "bob 2026-03-30T08:00:00Z"}));
  EXPECT_EQ(
      hand_offs(s, {}, "2026-10-24T08:00:00Z", "2026-10-26T10:00:00Z"),
      (Lines{"bob 2026-10-24T08:00:00Z", "ann 2026-10-25T09:00:00Z", "bob 2026-10-26T09:00:00Z"}));
}

TEST(Rotation, AHandOffThatTheClockLeavesOutIsAtTheChange) {
  const Schedule s = schedule(layer("Europe/London", "daily", "01:30", "2026-03-28 01:30"));
  EXPECT_EQ(
      hand_offs(s, {}, "2026-03-28T01:30:00Z", "2026-03-30T12:00:00Z"),
      (Lines{"ann 2026-03-28T01:30:00Z", "bob 2026-03-29T01:00:00Z", "ann 2026-03-30T00:30:00Z"}));
}

TEST(Rotation, AHandOffThatTheClockShowsTwiceIsTheFirst) {
  const Schedule s = schedule(layer("Europe/London", "daily", "01:30", "2026-10-24 01:30"));
  EXPECT_EQ(
      hand_offs(s, {}, "2026-10-24T00:30:00Z", "2026-10-26T12:00:00Z"),
      (Lines{"ann 2026-10-24T00:30:00Z", "bob 2026-10-25T00:30:00Z", "ann 2026-10-26T01:30:00Z"}));
}

TEST(Rotation, HoursGoByTheWallClock) {
  const Schedule s = schedule(
      "time_zone = \"America/New_York\"\n[[layer]]\npeople = [\"a\", \"b\", \"c\"]\n"
      "rotation = \"hourly\"\nstart = \"2026-03-08\"\n");
  // 02:00 is left out: b has 01:00, c would have 02:00, a has 03:00.
  EXPECT_EQ(hand_offs(s, {}, "2026-03-08T05:00:00Z", "2026-03-08T09:00:00Z"),
            (Lines{"a 2026-03-08T05:00:00Z", "b 2026-03-08T06:00:00Z", "a 2026-03-08T07:00:00Z",
                   "b 2026-03-08T08:00:00Z"}));
  // 01:00 comes twice: whose turn it is has it for two hours.
  const auto autumn = hand_offs(s, {}, "2026-11-01T04:00:00Z", "2026-11-01T08:00:00Z");
  EXPECT_EQ(autumn.size(), 3U);
  EXPECT_TRUE(autumn[1].ends_with("2026-11-01T05:00:00Z")) << autumn[1];
  EXPECT_TRUE(autumn[2].ends_with("2026-11-01T07:00:00Z")) << autumn[2];
}

TEST(Rotation, HalfAnHourOnLordHowe) {
  const Schedule s = schedule(layer("Australia/Lord_Howe", "12h", "02:00", "2026-10-03 02:00"));
  // 02:00 of 4 October is left out: clocks go from 02:00 to 02:30 at 15:30 UTC.
  EXPECT_EQ(hand_offs(s, {}, "2026-10-02T15:30:00Z", "2026-10-04T04:00:00Z"),
            (Lines{"ann 2026-10-02T15:30:00Z", "bob 2026-10-03T03:30:00Z",
                   "ann 2026-10-03T15:30:00Z", "bob 2026-10-04T03:00:00Z"}));
}

TEST(Rotation, AWeekBeginsOnItsDay) {
  const Schedule s = schedule(layer("Asia/Kolkata", "2w", "wed 10:00", "2026-01-05"));
  // The first turn is the one in which the start lies.
  EXPECT_EQ(hand_offs(s, {}, "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"),
            (Lines{"nobody 2026-01-01T00:00:00Z", "ann 2026-01-04T18:30:00Z",
                   "bob 2026-01-14T04:30:00Z", "ann 2026-01-28T04:30:00Z"}));
}

TEST(Rotation, LongAfterItsStart) {
  const Schedule s = schedule(layer("UTC", "daily", "00:00", "1980-01-01"));
  EXPECT_EQ(test::on_call(s, {}, "1980-01-01T12:00:00Z"), "ann");
  // 20,454 days later.
  EXPECT_EQ(test::on_call(s, {}, "2036-01-01T12:00:00Z"), "ann");
  EXPECT_EQ(test::on_call(s, {}, "2036-01-02T12:00:00Z"), "bob");
}

TEST(Rotation, BeyondWhatIsKnownOfZones) {
  const Schedule s = schedule(layer("Europe/London", "daily", "00:00", "2026-01-01"));
  EXPECT_THROW(timeline(s, {}, test::at("2036-12-01"), test::at("2037-02-01")), Error);
}

}  // namespace
}  // namespace tocsin::escalate
