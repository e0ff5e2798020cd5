#include "notify/plan/habits.h"

#include <gtest/gtest.h>

#include "notify/plan/digest.h"
#include "notify/plan/world.h"

namespace tocsin::notify::test {
namespace {

// Ann acts on what comes by Slack in the evening, and on nothing else.
Habits evenings_by_slack() {
  Habits out;
  const Instant now = at("2026-06-01T12:00:00Z");
  out.of(HabitTrait::channel) = {{"slack", {60, 1, now}}, {"email", {1, 60, now}}};
  out.of(HabitTrait::hour) = {{"19", {60, 1, now}}, {"8", {1, 60, now}}};
  return out;
}

struct Learned : World {
  Habits habits = evenings_by_slack();

  Learned() {
    ann.places.push_back({3, Channel::slack, "U1", true, false});
    facts.habits = [this](const Recipient&) { return &habits; };
  }
  Channel where() { return run().items.at(0).place->channel; }
};

TEST(LearnedChannel, ComesFirstWhereNobodyNamedOne) {
  Learned w;
  const Batch batch = w.run();
  ASSERT_EQ(batch.items.size(), 1U);
  EXPECT_EQ(batch.items[0].place->channel, Channel::slack);
  EXPECT_TRUE(batch.items[0].by_habit);
}

TEST(LearnedChannel, YieldsToWhatSomebodySaid) {
  Learned person, route, urgent, direct, nothing_known;
  person.ann.preferences["channel_by_priority"] = Json{{"default", "email"}};
  EXPECT_EQ(person.where(), Channel::email);
  route.routing.root.channels = {Channel::email};
  EXPECT_EQ(route.where(), Channel::email);
  urgent.notice.priority = 4;
  EXPECT_EQ(urgent.where(), Channel::email);
  direct.notice.purpose = Purpose::direct;
  EXPECT_EQ(direct.where(), Channel::email);
  nothing_known.facts.habits = [](const Recipient&) { return nullptr; };
  EXPECT_EQ(nothing_known.where(), Channel::email);
  EXPECT_FALSE(nothing_known.run().items[0].by_habit);
}

TEST(LearnedChannel, NeverOneThatCostsOrRings) {
  Learned w;
  w.habits.of(HabitTrait::channel)["sms"] = w.habits.of(HabitTrait::channel)["slack"];
  w.habits.of(HabitTrait::channel).erase("slack");
  w.ann.places.pop_back();
  for (int i = 0; i < 50; ++i) {
    w.notice.alert_public_id = "a-" + std::to_string(i);
    EXPECT_EQ(w.where(), Channel::email) << i;
  }
}

TEST(LearnedChannel, KeepsThePlaceOfThoseItMayNotMove) {
  Learned w;
  Batch batch = w.candidates();
  Item& item = batch.items[0];
  item.channels = {Channel::sms, Channel::email, Channel::slack};
  item.channels_by_rank = true;
  batch = prefer_learned_channels(std::move(batch), w.facts.now, w.facts.habits);
  EXPECT_EQ(batch.items[0].channels,
            (std::vector<Channel>{Channel::sms, Channel::slack, Channel::email}));
  EXPECT_FALSE(batch.items[0].by_habit);  // the first is as it was
}

TEST(LearnedHour, IsThatOfADigestThatAsksForIt) {
  Learned w;
  w.ann.preferences["digest"] = Json{{"default", "daily"}, {"at", "learned"}};
  int evenings = 0;
  for (int day = 0; day < 30; ++day) {
    ASSERT_EQ(w.run().items.size(), 1U);
    const Instant until = *w.run().items[0].held_until;
    const auto hour =
        (until - std::chrono::floor<std::chrono::days>(until)) / std::chrono::hours{1};
    evenings += hour >= 16 && hour <= 20;  // British Summer Time: 17 to 21 there
    w.facts.now += std::chrono::days{1};
  }
  EXPECT_GE(evenings, 20);  // the other days try what else there is
  const Instant until = *w.run().items[0].held_until;
  // The whole day says the same.
  const Instant later = w.facts.now + std::chrono::hours{3};
  w.facts.now = later;
  EXPECT_EQ(*w.run().items[0].held_until, until);
}

TEST(LearnedHour, IsNeverQuietAndAtFirstAsConfigured) {
  Learned w;
  w.ann.preferences["digest"] = Json{{"default", "daily"}, {"at", "learned"}};
  w.ann.preferences["quiet_hours"] = Json{{"from", "17:00"}, {"until", "22:00"}, {"hold", "all"}};
  for (int day = 0; day < 40; ++day) {
    const Instant now = at("2026-06-01T00:30:00Z") + std::chrono::days{day};
    const Batch batch = w.candidates_at(&w.ann.places[0]);
    const Duration hour =
        learned_hour(batch.items[0], now, std::chrono::hours{8}, w.facts.quiet, w.facts.habits);
    EXPECT_TRUE(hour < std::chrono::hours{17} || hour >= std::chrono::hours{22}) << day;
  }
  w.habits = {};
  const Batch batch = w.candidates_at(&w.ann.places[0]);
  EXPECT_EQ(learned_hour(batch.items[0], w.facts.now, std::chrono::hours{8}, w.facts.quiet,
                         w.facts.habits),
            std::chrono::hours{8});
}

}  // namespace
}  // namespace tocsin::notify::test
