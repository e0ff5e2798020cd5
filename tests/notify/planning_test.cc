// Planning over time, on both databases: what gathers, repeats, is read together, and who hears of
// it.

#include "alert/dead_address.h"
#include "notify/planning_fixture.h"
#include "store/destinations.h"
#include "store/preferences.h"
#include "store/watches.h"

namespace tocsin::notify {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using test::kGroups;
using test::kInhibit;
using Counts = alert::Counts;

class PlanningOverTimeTest : public test::PlanningTest {};
TOCSIN_ON_BOTH_DATABASES(PlanningOverTimeTest);

TEST_P(PlanningOverTimeTest, AGroupLeavesAsOneThenAfterTheInterval) {
  policy(kGroups);
  raise("a");
  run();
  run_after(seconds{10});
  raise("b");
  EXPECT_EQ(run(), (Counts{{"held", 1}}));
  EXPECT_EQ(run_after(seconds{20}), (Counts{{"released", 1}, {"merged", 1}}));
  raise("c");
  EXPECT_EQ(run_after(seconds{60}), (Counts{{"held", 1}}));
  EXPECT_EQ(run_after(minutes{3}), Counts{});
  EXPECT_EQ(run_after(minutes{1}), (Counts{{"released", 1}})) << "5 minutes after the first";
  EXPECT_EQ(states(),
            (std::vector<std::string>{"sent released", "suppressed merged", "sent released"}));
}

TEST_P(PlanningOverTimeTest, WhoWasToldInAMergedMessageHearsThatItEnded) {
  policy(kGroups);
  const auto a = raise("a");
  const auto b = raise("b");
  run();
  run_after(seconds{30});
  resolve(b);
  EXPECT_EQ(run(), (Counts{{"held", 1}}));
  EXPECT_EQ(run_after(minutes{5}), (Counts{{"released", 1}}));
  resolve(a);
  run();
  EXPECT_EQ(run_after(minutes{5}), (Counts{{"released", 1}}));
}

TEST_P(PlanningOverTimeTest, WhatEndsWhileItsGroupWaitsIsNeverTold) {
  policy(kGroups);
  const auto a = raise("a");
  run();
  resolve(a);
  EXPECT_EQ(run_after(seconds{30}), (Counts{{"suppressed", 1}}));
  EXPECT_EQ(states(), (std::vector<std::string>{"suppressed no_longer_true"}));
}

TEST_P(PlanningOverTimeTest, StillFiringIsRepeatedUntilAcknowledged) {
  policy("[default]\nrepeat_interval='4h'\n");
  const auto a = raise("a");
  run();
  EXPECT_EQ(run_after(hours{3}), Counts{});
  EXPECT_EQ(run_after(hours{1}), (Counts{{"planned", 1}}));
  EXPECT_EQ(store::messages_of_alert(db(), a.id).back().purpose, Purpose::reminder);
  EXPECT_EQ(run_after(hours{4}), (Counts{{"planned", 1}}));
  change([&](alert::Trail& trail) { return alert::acknowledge(db(), trail, a.id); });
  EXPECT_EQ(run_after(hours{4}).count("planned"), 0U);
  EXPECT_EQ(run_after(hours{40}), Counts{});
}

TEST_P(PlanningOverTimeTest, ADigestIsOneAndNotAPile) {
  prefer("digest", {{"default", "daily"}, {"sold_out", "immediate"}, {"at", "08:00"}});
  for (const char* key : {"a", "b", "c"}) raise(key);
  raise("d", {.kind = "sold_out"});
  raise("e", {.priority = 5});
  EXPECT_EQ(run(), (Counts{{"held", 3}, {"planned", 2}}));
  // A day without a run: still one digest.
  raise("f");
  run_at("2026-06-02T06:00:00Z");
  EXPECT_EQ(run_at("2026-06-03T09:00:00Z"), (Counts{{"released", 1}, {"merged", 3}}));
  EXPECT_EQ(run_at("2026-06-04T09:00:00Z"), Counts{}) << "an empty one is not sent";
}

TEST_P(PlanningOverTimeTest, ADigestOfWhatIsOverIsNotSent) {
  prefer("digest", {{"default", "daily"}});
  const auto a = raise("a");
  run();
  resolve(a);
  run_after(minutes{5});
  EXPECT_EQ(run_at("2026-06-02T09:00:00Z"), Counts{});
  EXPECT_EQ(states(), (std::vector<std::string>{"suppressed no_longer_true"}));
}

TEST_P(PlanningOverTimeTest, TooMuchIsMergedAndNothingLost) {
  policy("[throttle]\nwebhook=['2/15m']\n");
  for (int i = 0; i < 10; ++i) raise(std::to_string(i));
  EXPECT_EQ(run(), (Counts{{"planned", 2}, {"held", 8}}));
  EXPECT_EQ(run_after(minutes{14}), Counts{});
  EXPECT_EQ(run_after(minutes{1}), (Counts{{"released", 1}, {"merged", 7}}));
  raise("critical", {.priority = 5});
  EXPECT_EQ(run(), (Counts{{"planned", 1}})) << "its budget is its own";
}

TEST_P(PlanningOverTimeTest, RoutesNameOthersAndNobodyIsToldTwice) {
  policy(
      "[[route]]\nname='ops'\nrecipients=['team:ops','person:ann']\ncontinue=true\n"
      "[[route]]\nname='own'\n");
  const auto bob = add_person("bob");
  db().transaction([&] {
    store::Team team;
    team.source = "test";
    team.external_id = "t-7";
    team.name = "ops";
    const auto id = store::save_team(db(), team, now_).id;
    store::set_team_members(db(), id, {ann_, bob});
  });
  raise("a");
  EXPECT_EQ(run(), (Counts{{"planned", 2}}));
}

TEST_P(PlanningOverTimeTest, ADeputyIsToldAndTheReasonSaysForWhom) {
  add_person("bob");
  prefer("deputy", "person:bob");
  db().transaction([&] {
    store::mark_destination_dead(db(), store::destinations_of_person(db(), ann_).at(0).id, now_,
                                 "410");
  });
  const auto a = raise("a");
  EXPECT_EQ(run(), (Counts{{"planned", 1}, {"suppressed", 1}}));
  const auto decisions = store::decisions_of_alert(db(), a.id);
  ASSERT_EQ(decisions.size(), 2U);
  EXPECT_EQ(decisions[0].reason, Reason::deputy);
  EXPECT_EQ(decisions[0].detail, "in place of ann");
  EXPECT_EQ(decisions[1].reason, Reason::destination_disabled);
}

TEST_P(PlanningOverTimeTest, TheOwnerOfADeadAddressHearsOfItElsewhereOnce) {
  const auto dead = store::destinations_of_person(db(), ann_).at(0);
  store::Destination other = dead;
  other.address = "https://example.org/other";
  db().transaction([&] { store::save_destination(db(), other, now_); });
  for (int i = 0; i < 2; ++i) {
    change([&](alert::Trail& trail) {
      alert::address_is_dead(db(), trail, dead.id, "no such mailbox");
      return 0;
    });
  }
  EXPECT_EQ(run(), (Counts{{"planned", 1}}));
  alert::Filter filter;
  filter.kind = alert::kAddressDead;
  const auto alerts = alert::list(db(), filter);
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_EQ(alerts[0].times_seen, 1);
  const auto messages = store::messages_of_alert(db(), alerts[0].id);
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].address, other.address);
  db().transaction([&] { store::save_destination(db(), dead, now_); });
  EXPECT_EQ(run_after(hours{2}), (Counts{{"planned", 1}})) << "that it is mended";
  EXPECT_EQ(alert::find(db(), alerts[0].id)->status, AlertStatus::resolved);
}

TEST_P(PlanningOverTimeTest, WhatIsChosenForOneWatchStandsOverThePersonsWord) {
  prefer("minimum_priority", "high");
  prefer("kinds", {{"sold_out", false}});
  const auto bob = add_person("bob");
  const auto watch = [&](std::int64_t person, const std::string& name, const Json& lowest) {
    return db().transaction([&] {
      store::Watch w;
      w.source = "test";
      w.external_id = w.name = name;
      w.person_id = person;
      w.criteria = "{}";
      w.id = store::save_watch(db(), w, now_).id;
      const store::Owner own{std::nullopt, std::nullopt, w.id};
      if (!lowest.is_null()) store::set_preference(db(), own, "minimum_priority", lowest, now_);
      return store::find_watch(db(), w.id).value().public_id;
    });
  };
  const auto tell = [&](const std::string& label, const std::string& kind, Priority priority) {
    AlertDraft draft;
    draft.kind = kind;
    draft.title = label;
    draft.dedup_key = fmt::format("{}/{}/{}", label, kind, priority);
    draft.priority = priority;
    draft.subject = {"event", draft.dedup_key};
    draft.labels = {{"watch", label}};
    draft.recipients = {"person:ann"};
    return change([&](alert::Trail& trail) { return alert::raise(db(), trail, draft); });
  };
  const std::string eager = watch(ann_, "eager", "low"), calm = watch(ann_, "calm", nullptr),
                    severe = watch(ann_, "severe", "critical"), bobs = watch(bob, "bobs", "low");
  struct Case {
    std::string watch, kind;
    Priority priority;
    bool told;
  };
  for (const Case& c :
       {Case{eager, "price_drop", 2, true}, Case{eager, "sold_out", 2, false},
        Case{calm, "price_drop", 2, false}, Case{calm, "price_drop", 4, true},
        Case{severe, "price_drop", 4, false}, Case{bobs, "price_drop", 2, false},
        Case{"no such watch", "price_drop", 2, false}, Case{"", "price_drop", 2, false}}) {
    const auto raised = tell(c.watch, c.kind, c.priority);
    EXPECT_EQ(run(), (c.told ? Counts{{"planned", 1}} : Counts{{"suppressed", 1}}))
        << c.watch << " " << c.kind << " " << c.priority;
    if (!c.told) continue;
    resolve(raised);
    EXPECT_EQ(run(), (Counts{{"planned", 1}})) << "who was told hears that it ended";
  }
}

}  // namespace
}  // namespace tocsin::notify
