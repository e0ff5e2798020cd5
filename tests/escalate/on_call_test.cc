// Layers, absences, overrides and temporary schedules, by hand.
#include "escalate/on_call.h"

#include <gtest/gtest.h>

#include "escalate/build.h"

namespace tocsin::escalate {
namespace {

using test::at;
using test::hand_offs;
using test::on_call;
using test::who;
using Lines = std::vector<std::string>;

constexpr std::string_view kTwoLayers = R"(
[[layer]]
name = "weeks"
people = ["ann", "bob"]
rotation = "weekly"
hand_off = "mon 09:00"
start = "2026-01-05 09:00"
[[layer]]
name = "nights"
people = ["cyd"]
rotation = "daily"
hand_off = "00:00"
start = "2026-01-01"
end = "2026-02-01"
hours = { mon = ["22:00-06:00"] }
)";

class OnCall : public ::testing::Test {
 protected:
  Override replacing(std::string_view who_goes, std::string_view who_comes, std::string_view from,
                     std::string_view until) {
    Override out{"c", at(from), at(until), {}, {}};
    if (!who_goes.empty()) out.replaced = who(schedule_, who_goes);
    if (!who_comes.empty()) out.person = who(schedule_, who_comes);
    return out;
  }
  Schedule schedule_ = test::schedule(kTwoLayers);
  Changes changes_;
};

TEST_F(OnCall, AHigherLayerCoversWhereItHasSomebody) {
  EXPECT_EQ(hand_offs(schedule_, {}, "2026-01-05T12:00:00Z", "2026-01-12T12:00:00Z"),
            (Lines{"ann 2026-01-05T12:00:00Z", "cyd 2026-01-05T22:00:00Z",
                   "ann 2026-01-06T06:00:00Z", "bob 2026-01-12T09:00:00Z"}));
}

TEST_F(OnCall, ALayerEnds) {
  EXPECT_EQ(on_call(schedule_, {}, "2026-01-26T23:00:00Z"), "cyd");
  EXPECT_EQ(on_call(schedule_, {}, "2026-02-02T23:00:00Z"), "ann");
  EXPECT_EQ(on_call(schedule_, {}, "2026-01-05T08:59:59Z"), "nobody") << "before it starts";
}

TEST_F(OnCall, WhoIsNotThereLeavesTheLayerBelow) {
  schedule_.people[who(schedule_, "cyd")].present = false;
  EXPECT_EQ(on_call(schedule_, {}, "2026-01-05T23:00:00Z"), "ann");
  schedule_.people[who(schedule_, "ann")].present = false;
  EXPECT_EQ(hand_offs(schedule_, {}, "2026-01-05T12:00:00Z", "2026-01-13T00:00:00Z"),
            (Lines{"nobody 2026-01-05T12:00:00Z", "bob 2026-01-12T09:00:00Z"}));
  const auto shifts = timeline(schedule_, {}, at("2026-01-05T12:00:00Z"), at("2026-01-13"));
  EXPECT_EQ(gaps(shifts, at("2026-01-05T12:00:00Z"), at("2026-01-13")),
            (std::vector<Span>{{at("2026-01-05T12:00:00Z"), at("2026-01-12T09:00:00Z")}}));
}

TEST_F(OnCall, OneForAnother) {
  changes_.overrides = {replacing("ann", "bob", "2026-01-05T20:00:00Z", "2026-01-06T08:00:00Z")};
  EXPECT_EQ(
      hand_offs(schedule_, changes_, "2026-01-05T12:00:00Z", "2026-01-07"),
      (Lines{"ann 2026-01-05T12:00:00Z", "bob 2026-01-05T20:00:00Z", "cyd 2026-01-05T22:00:00Z",
             "bob 2026-01-06T06:00:00Z", "ann 2026-01-06T08:00:00Z"}))
      << "cyd's night is not ann's";
  const auto found = on_call_at(schedule_, changes_, at("2026-01-05T20:00:00Z"));
  EXPECT_EQ(found->source, (Source{Source::Kind::override, 0}));
}

TEST_F(OnCall, ForWhoeverItWouldBe) {
  changes_.overrides = {replacing("", "bob", "2026-01-05T20:00:00Z", "2026-01-06T08:00:00Z")};
  EXPECT_EQ(
      hand_offs(schedule_, changes_, "2026-01-05T12:00:00Z", "2026-01-07"),
      (Lines{"ann 2026-01-05T12:00:00Z", "bob 2026-01-05T20:00:00Z", "ann 2026-01-06T08:00:00Z"}));
}

TEST_F(OnCall, WhoIsAwayLeavesTheLayerBelowOrAGap) {
  changes_.overrides = {replacing("cyd", "", "2026-01-05T23:00:00Z", "2026-01-06"),
                        replacing("ann", "", "2026-01-05T23:30:00Z", "2026-01-06")};
  EXPECT_EQ(hand_offs(schedule_, changes_, "2026-01-05T22:00:00Z", "2026-01-06T00:30:00Z"),
            (Lines{"cyd 2026-01-05T22:00:00Z", "ann 2026-01-05T23:00:00Z",
                   "nobody 2026-01-05T23:30:00Z", "cyd 2026-01-06T00:00:00Z"}));
}

TEST_F(OnCall, EachOverrideFindsWhatThoseBeforeItHaveLeft) {
  changes_.overrides = {replacing("ann", "bob", "2026-01-06T08:00:00Z", "2026-01-06T20:00:00Z"),
                        replacing("bob", "cyd", "2026-01-06T10:00:00Z", "2026-01-06T12:00:00Z")};
  EXPECT_EQ(
      hand_offs(schedule_, changes_, "2026-01-06T06:00:00Z", "2026-01-07"),
      (Lines{"ann 2026-01-06T06:00:00Z", "bob 2026-01-06T08:00:00Z", "cyd 2026-01-06T10:00:00Z",
             "bob 2026-01-06T12:00:00Z", "ann 2026-01-06T20:00:00Z"}));
  std::swap(changes_.overrides[0], changes_.overrides[1]);
  EXPECT_EQ(on_call(schedule_, changes_, "2026-01-06T11:00:00Z"), "bob") << "none of bob's yet";
}

TEST_F(OnCall, AReplacementWhoIsNotThere) {
  changes_.overrides = {replacing("ann", "bob", "2026-01-06T08:00:00Z", "2026-01-06T20:00:00Z")};
  schedule_.people[who(schedule_, "bob")].present = false;
  EXPECT_EQ(on_call(schedule_, changes_, "2026-01-06T11:00:00Z"), "nobody");
}

TEST_F(OnCall, ATemporaryScheduleStandsForAllLayers) {
  changes_.temporaries = {
      {"p",
       at("2026-01-05T20:00:00Z"),
       at("2026-01-06T20:00:00Z"),
       {{at("2026-01-05T20:00:00Z"), at("2026-01-06T08:00:00Z"), who(schedule_, "bob")},
        {at("2026-01-06T10:00:00Z"), at("2026-01-07T20:00:00Z"), who(schedule_, "cyd")}}}};
  const Lines expected{"ann 2026-01-05T12:00:00Z", "bob 2026-01-05T20:00:00Z",
                       "nobody 2026-01-06T08:00:00Z", "cyd 2026-01-06T10:00:00Z",
                       "ann 2026-01-06T20:00:00Z"};
  EXPECT_EQ(hand_offs(schedule_, changes_, "2026-01-05T12:00:00Z", "2026-01-07"), expected)
      << "cut at its end";
  changes_.overrides = {replacing("bob", "ann", "2026-01-06", "2026-01-06T01:00:00Z")};
  EXPECT_EQ(on_call(schedule_, changes_, "2026-01-06T00:30:00Z"), "ann")
      << "an override stands above it";
}

TEST_F(OnCall, Together) {
  Schedule s = test::schedule(
      "[[layer]]\npeople = [[\"ann\", \"bob\"], \"cyd\"]\nrotation = \"daily\"\n"
      "hand_off = \"00:00\"\nstart = \"2026-01-01\"\n");
  EXPECT_EQ(on_call(s, {}, "2026-01-01"), "ann+bob");
  EXPECT_EQ(on_call(s, {}, "2026-01-02"), "cyd");
  s.people[who(s, "ann")].present = false;
  EXPECT_EQ(on_call(s, {}, "2026-01-03"), "bob");
}

TEST_F(OnCall, TheNextHandOff) {
  const auto next = [&](std::string_view t) {
    const auto found = next_hand_off(schedule_, changes_, at(t), at("2027-01-01"));
    if (!found) return std::string("none");
    return fmt::format("{} > {} {}", test::names(schedule_, found->from),
                       test::names(schedule_, found->to), format_instant(found->at));
  };
  EXPECT_EQ(next("2026-01-05T12:00:00Z"), "ann > cyd 2026-01-05T22:00:00Z");
  EXPECT_EQ(next("2026-01-01"), "nobody > ann 2026-01-05T09:00:00Z");
  EXPECT_EQ(next("2026-02-16T10:00:00Z"), "ann > bob 2026-02-23T09:00:00Z");
}

TEST_F(OnCall, NobodyTakesOver) {
  Schedule s = test::schedule(
      "[[layer]]\npeople = [\"ann\"]\nrotation = \"daily\"\nhand_off = \"00:00\"\n"
      "start = \"2026-01-01\"\nend = \"2026-03-01\"\n");
  const auto next = next_hand_off(s, {}, at("2026-01-10"), at("2027-01-01"));
  ASSERT_TRUE(next);
  EXPECT_EQ(next->at, at("2026-03-01"));
  EXPECT_TRUE(next->to.empty());
  EXPECT_FALSE(next_hand_off(s, {}, at("2026-01-10"), at("2026-02-01"))) << "ann all the time";
  EXPECT_FALSE(next_hand_off(s, {}, at("2026-04-01"), at("2027-01-01")));
}

}  // namespace
}  // namespace tocsin::escalate
