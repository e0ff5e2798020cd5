// What is muted and comes back, on both databases.

#include "alert/planning.h"
#include "notify/planning_fixture.h"

namespace tocsin::notify {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using test::kGroups;
using test::kInhibit;
using Counts = alert::Counts;

class MutesTest : public test::PlanningTest {};
TOCSIN_ON_BOTH_DATABASES(MutesTest);

// The family of bugs around mutes (LESSONS of the field): each of these was wrong in one of the
// well-known systems at some time.

TEST_P(MutesTest, MuteProblemAndRecoveryInsideCancelOut) {
  silence("platform=axs", hours{2});
  const auto a = raise("a");
  EXPECT_EQ(run(), (Counts{{"suppressed", 1}}));
  resolve(a);
  run_after(hours{1});
  run_after(hours{2});
  EXPECT_TRUE(states().empty());
}

TEST_P(MutesTest, MuteWhatStillHoldsAtTheEndIsToldOnce) {
  silence("platform=axs", hours{2});
  raise("a");
  run();
  EXPECT_EQ(run_after(hours{1}), Counts{});
  EXPECT_EQ(run_after(hours{1}), (Counts{{"planned", 1}}));
  EXPECT_EQ(run_after(hours{2}), Counts{});
}

TEST_P(MutesTest, MuteRecoveryInsideOfWhatWasToldBeforeIsToldAtTheEnd) {
  const auto a = raise("a");
  EXPECT_EQ(run(), (Counts{{"planned", 1}}));
  silence("platform=axs", hours{2});
  resolve(a);
  EXPECT_EQ(run_after(minutes{5}), (Counts{{"suppressed", 1}}));
  EXPECT_EQ(run_after(hours{2}), (Counts{{"planned", 1}}));
  EXPECT_EQ(store::messages_of_alert(db(), a.id).back().purpose, Purpose::resolved);
  EXPECT_EQ(run_after(hours{2}), Counts{});
}

TEST_P(MutesTest, MuteRecoveryAfterItGoesOnlyToThoseWhoWereTold) {
  policy(
      "[[route]]\nname='quiet'\nmatch=['platform=axs']\nrecipients=['person:bob']\n"
      "continue=true\nmute_times=['now']\n[[route]]\nname='all'\n"
      "[[mute_time]]\nname='now'\n[[mute_time.when]]\nhours=['12:00-14:00']\n");
  add_person("bob");
  const auto a = raise("a");
  EXPECT_EQ(run(), (Counts{{"planned", 1}, {"suppressed", 1}}))
      << "ann is told, bob's route is mute";
  resolve(a);
  EXPECT_EQ(run_after(hours{3}), (Counts{{"planned", 1}}));
  for (const auto& m : store::messages_of_alert(db(), a.id)) EXPECT_EQ(m.person_id, ann_);
}

TEST_P(MutesTest, MuteOfOneRouteEndsForThatRouteAlone) {
  policy(
      "[[route]]\nname='quiet'\nmatch=['platform=axs']\nrecipients=['person:bob']\n"
      "continue=true\nmute_times=['now']\n[[route]]\nname='all'\n"
      "[[mute_time]]\nname='now'\n[[mute_time.when]]\nhours=['12:00-14:00']\n");
  const auto bob = add_person("bob");
  const auto a = raise("a");
  run();
  EXPECT_EQ(run_after(hours{2}), (Counts{{"planned", 1}})) << "ann knows already";
  EXPECT_EQ(store::messages_of_alert(db(), a.id).back().person_id, bob);
}

TEST_P(MutesTest, MuteExpiredEarlyIsLookedAtAtOnce) {
  const std::string id = silence("platform=axs", hours{24});
  raise("a");
  run();
  now_ += hours{1};
  db().transaction([&] {
    EXPECT_TRUE(store::expire_silence(db(), store::find_silence(db(), id)->id, now_));
    alert::unmute(db(), id, now_);
  });
  EXPECT_EQ(run(), (Counts{{"planned", 1}}));
}

TEST_P(MutesTest, MuteThatBeginsWhileItIsHeldHoldsItOn) {
  policy(kGroups);
  const auto a = raise("a");
  run();
  silence("platform=axs", hours{1});
  EXPECT_EQ(run_after(seconds{30}), (Counts{{"held", 1}}));
  EXPECT_EQ(last_reason(a), Reason::silenced);
  EXPECT_EQ(run_after(hours{1}), (Counts{{"released", 1}}));
}

TEST_P(MutesTest, MuteSilenceOverMaintenance) {
  silence("platform=axs", hours{1}, "", true);
  const auto a = raise("a");
  run();
  EXPECT_EQ(last_reason(a), Reason::maintenance);
  silence("kind=price_drop", hours{3});
  run_after(hours{1});
  EXPECT_EQ(last_reason(a), Reason::silenced) << "the one ended, the other holds";
  EXPECT_EQ(run_after(hours{2}), (Counts{{"planned", 1}}));
}

TEST_P(MutesTest, MuteThatRecursHoldsAtItsTimesOnly) {
  policy("[[mute_time]]\nname='noon'\n[[mute_time.when]]\nhours=['11:00-13:00']\n");
  silence("platform=axs", hours{24 * 30}, "noon");
  raise("a");
  EXPECT_EQ(run(), (Counts{{"suppressed", 1}}));
  EXPECT_EQ(run_after(minutes{59}), Counts{});
  EXPECT_EQ(run_after(minutes{1}), (Counts{{"planned", 1}}));
  raise("b");
  EXPECT_EQ(run_after(hours{2}), (Counts{{"planned", 1}}));
  raise("c");
  EXPECT_EQ(run_at("2026-06-02T11:00:00Z"), (Counts{{"suppressed", 1}}));
}

TEST_P(MutesTest, InhibitedUntilTheSourceEndsAndOnlyWhatHolds) {
  policy(kInhibit);
  const auto source = raise("blocked", {.kind = "platform_blocked", .platform = "axs"});
  const auto a = raise("a");
  const auto b = raise("b");
  raise("elsewhere", {.platform = "other"});
  EXPECT_EQ(run(), (Counts{{"planned", 2}, {"suppressed", 2}}));
  EXPECT_EQ(last_reason(a), Reason::inhibited);
  EXPECT_EQ(run_after(minutes{30}), Counts{}) << "looked at again, and nothing new to record";
  resolve(b);
  resolve(source);
  EXPECT_EQ(run_after(minutes{1}), (Counts{{"planned", 2}, {"suppressed", 1}}))
      << "a is told, and that the source ended; b is over";
}

TEST_P(MutesTest, InhibitedAfterARestartBeforeAnythingElseIsSeen) {
  policy(kInhibit);
  raise("blocked", {.kind = "platform_blocked", .platform = "axs"});
  run();
  // The source is not planned in this run: it is known from the store.
  const auto a = raise("a", {.priority = 5});
  EXPECT_EQ(run_after(hours{24}), (Counts{{"suppressed", 1}}));
  EXPECT_EQ(last_reason(a), Reason::inhibited);
}

TEST_P(MutesTest, InhibitionThatBeginsWhileItIsHeldHoldsItOn) {
  policy(std::string(kGroups) + kInhibit);
  raise("a");
  run();
  const auto source =
      raise("blocked", {.kind = "platform_blocked", .platform = "axs", .priority = 5});
  EXPECT_EQ(run_after(seconds{30}), (Counts{{"planned", 1}, {"held", 1}}));
  resolve(source);
  run_after(minutes{11});
  EXPECT_EQ(states()[0], "sent released");
}

}  // namespace
}  // namespace tocsin::notify
