// Planning over time, on both databases: what gathers, what is muted and comes back, what is told
// to whom when it is over.

#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "alert/alerts.h"
#include "alert/audit.h"
#include "cli/config.h"
#include "notify/dead_address.h"
#include "notify/plan.h"
#include "notify/why.h"
#include "store/decisions.h"
#include "store/destinations.h"
#include "store/messages.h"
#include "store/people.h"
#include "store/silences.h"
#include "support/databases.h"

namespace tocsin::notify {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const store::Query kStates("test.planning.states", "SELECT state, reason FROM message ORDER BY id",
                           store::Reach::whole);
const store::Query kSent("test.planning.sent",
                         "UPDATE message SET state = 'sending', claim_until = $1, claimed_by = 't' "
                         "WHERE state = 'pending'",
                         store::Reach::whole);
const store::Query kSentOff("test.planning.sent_off",
                            "UPDATE message SET state = 'sent', sent_at = $1, claim_until = NULL, "
                            "claimed_by = NULL WHERE state = 'sending'",
                            store::Reach::whole);

class PlanningTest : public test::DatabaseTest {
 protected:
  PlanningTest() { config_.set("webhook.secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"); }
  void SetUp() override {
    test::DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    now_ = at("2026-06-01T12:00:00Z");
    ann_ = add_person("ann");
  }

  std::int64_t add_person(const std::string& name, const std::string& role = "") {
    return db().transaction([&] {
      store::Person p;
      p.source = "test";
      p.external_id = name;
      p.name = name;
      p.role = role;
      p.time_zone = "Europe/London";
      const auto id = store::save_person(db(), p, now_).id;
      store::Destination place;
      place.person_id = id;
      place.channel = "webhook";
      place.address = "https://example.org/" + name;
      store::save_destination(db(), place, now_);
      return id;
    });
  }
  void policy(const std::string& text) {
    settings_.policies = folder_.path();
    std::ofstream(folder_.path() / "routing.toml") << text;
  }
  void prefer(const std::string& name, const Json& value) {
    db().transaction([&] { store::set_preference(db(), {ann_, {}}, name, value, now_); });
  }
  template <typename What>
  auto change(What&& what) {
    alert::Trail trail(db(), "test", now_);
    return db().transaction([&] {
      trail.clear();
      auto result = what(trail);
      trail.flush();
      return result;
    });
  }
  struct Given {
    std::string kind = "price_drop", platform = "axs";
    Priority priority = 3;
    std::vector<std::string> to{"person:ann"};
  };
  alert::Raised raise(const std::string& key, const Given& given) {
    AlertDraft draft;
    draft.kind = given.kind;
    draft.title = key;
    draft.dedup_key = key;
    draft.priority = given.priority;
    draft.subject = {"event", key};
    draft.labels = {{"platform", given.platform}};
    draft.recipients = given.to;
    return change([&](alert::Trail& trail) { return alert::raise(db(), trail, draft); });
  }
  alert::Raised raise(const std::string& key) { return raise(key, Given{}); }
  void resolve(const alert::Raised& raised) {
    change([&](alert::Trail& trail) {
      EXPECT_TRUE(alert::resolve(db(), trail, raised.id, "over"));
      return 0;
    });
  }
  std::string silence(const std::string& matcher, Duration length, const std::string& times = "",
                      bool maintenance = false) {
    store::Silence s;
    s.matchers = Json{matcher}.dump();
    s.from = now_;
    s.until = now_ + length;
    s.reason = "works";
    s.author = "test";
    s.mute_time = times;
    s.maintenance = maintenance;
    db().transaction([&] { store::add_silence(db(), s, now_); });
    return store::silences_from(db(), now_).back().public_id;
  }
  // One run: plans, and whatever is pending leaves.
  alert::Counts run() {
    Carriers carriers(config_, settings_);
    const auto counts =
        plan(db(), carriers, settings_, {now_, "test", false, false, std::nullopt}).counts;
    db().transaction([&] {
      db().execute(kSent, now_ + hours{1});
      db().execute(kSentOff, now_);
    });
    return counts;
  }
  alert::Counts run_at(std::string_view text) {
    now_ = at(text);
    return run();
  }
  alert::Counts run_after(Duration time) {
    now_ += time;
    return run();
  }
  std::vector<std::string> states() {
    std::vector<std::string> out;
    for (auto rows = db().query(kStates); rows.next();) {
      out.push_back(rows.string(0) + " " + rows.string(1));
    }
    return out;
  }
  Reason last_reason(const alert::Raised& raised) {
    return store::decisions_of_alert(db(), raised.id).back().reason;
  }

  test::ScratchFolder folder_;
  cli::Config config_ = cli::Config::from_text("", "defaults");
  Settings settings_ = read_settings(config_);
  Instant now_{};
  std::int64_t ann_ = 0;
};
TOCSIN_ON_BOTH_DATABASES(PlanningTest);

using Counts = alert::Counts;
const char* const kGroups = "[default]\ngroup_by=['kind']\ngroup_wait='30s'\n";

TEST_P(PlanningTest, AGroupLeavesAsOneThenAfterTheInterval) {
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

TEST_P(PlanningTest, WhoWasToldInAMergedMessageHearsThatItEnded) {
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

TEST_P(PlanningTest, WhatEndsWhileItsGroupWaitsIsNeverTold) {
  policy(kGroups);
  const auto a = raise("a");
  run();
  resolve(a);
  EXPECT_EQ(run_after(seconds{30}), (Counts{{"suppressed", 1}}));
  EXPECT_EQ(states(), (std::vector<std::string>{"suppressed no_longer_true"}));
}

TEST_P(PlanningTest, StillFiringIsRepeatedUntilAcknowledged) {
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

// The family of bugs around mutes (LESSONS of the field): each of these was wrong in one of the
// well-known systems at some time.

TEST_P(PlanningTest, MuteProblemAndRecoveryInsideCancelOut) {
  silence("platform=axs", hours{2});
  const auto a = raise("a");
  EXPECT_EQ(run(), (Counts{{"suppressed", 1}}));
  resolve(a);
  run_after(hours{1});
  run_after(hours{2});
  EXPECT_TRUE(states().empty());
}

TEST_P(PlanningTest, MuteWhatStillHoldsAtTheEndIsToldOnce) {
  silence("platform=axs", hours{2});
  raise("a");
  run();
  EXPECT_EQ(run_after(hours{1}), Counts{});
  EXPECT_EQ(run_after(hours{1}), (Counts{{"planned", 1}}));
  EXPECT_EQ(run_after(hours{2}), Counts{});
}

TEST_P(PlanningTest, MuteRecoveryInsideOfWhatWasToldBeforeIsToldAtTheEnd) {
  const auto a = raise("a");
  EXPECT_EQ(run(), (Counts{{"planned", 1}}));
  silence("platform=axs", hours{2});
  resolve(a);
  EXPECT_EQ(run_after(minutes{5}), (Counts{{"suppressed", 1}}));
  EXPECT_EQ(run_after(hours{2}), (Counts{{"planned", 1}}));
  EXPECT_EQ(store::messages_of_alert(db(), a.id).back().purpose, Purpose::resolved);
  EXPECT_EQ(run_after(hours{2}), Counts{});
}

TEST_P(PlanningTest, MuteRecoveryAfterItGoesOnlyToThoseWhoWereTold) {
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

TEST_P(PlanningTest, MuteOfOneRouteEndsForThatRouteAlone) {
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

TEST_P(PlanningTest, MuteExpiredEarlyIsLookedAtAtOnce) {
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

TEST_P(PlanningTest, MuteThatBeginsWhileItIsHeldHoldsItOn) {
  policy(kGroups);
  const auto a = raise("a");
  run();
  silence("platform=axs", hours{1});
  EXPECT_EQ(run_after(seconds{30}), (Counts{{"held", 1}}));
  EXPECT_EQ(last_reason(a), Reason::silenced);
  EXPECT_EQ(run_after(hours{1}), (Counts{{"released", 1}}));
}

TEST_P(PlanningTest, MuteSilenceOverMaintenance) {
  silence("platform=axs", hours{1}, "", true);
  const auto a = raise("a");
  run();
  EXPECT_EQ(last_reason(a), Reason::maintenance);
  silence("kind=price_drop", hours{3});
  run_after(hours{1});
  EXPECT_EQ(last_reason(a), Reason::silenced) << "the one ended, the other holds";
  EXPECT_EQ(run_after(hours{2}), (Counts{{"planned", 1}}));
}

TEST_P(PlanningTest, MuteThatRecursHoldsAtItsTimesOnly) {
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

const char* const kInhibit =
    "[[inhibit]]\nname='down'\nsource=['kind=platform_blocked']\ntarget=['kind=price_drop']\n"
    "equal=['platform']\n";

TEST_P(PlanningTest, InhibitedUntilTheSourceEndsAndOnlyWhatHolds) {
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

TEST_P(PlanningTest, InhibitedAfterARestartBeforeAnythingElseIsSeen) {
  policy(kInhibit);
  raise("blocked", {.kind = "platform_blocked", .platform = "axs"});
  run();
  // The source is not planned in this run: it is known from the store.
  const auto a = raise("a", {.priority = 5});
  EXPECT_EQ(run_after(hours{24}), (Counts{{"suppressed", 1}}));
  EXPECT_EQ(last_reason(a), Reason::inhibited);
}

TEST_P(PlanningTest, InhibitionThatBeginsWhileItIsHeldHoldsItOn) {
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

TEST_P(PlanningTest, ADigestIsOneAndNotAPile) {
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

TEST_P(PlanningTest, ADigestOfWhatIsOverIsNotSent) {
  prefer("digest", {{"default", "daily"}});
  const auto a = raise("a");
  run();
  resolve(a);
  run_after(minutes{5});
  EXPECT_EQ(run_at("2026-06-02T09:00:00Z"), Counts{});
  EXPECT_EQ(states(), (std::vector<std::string>{"suppressed no_longer_true"}));
}

TEST_P(PlanningTest, TooMuchIsMergedAndNothingLost) {
  policy("[throttle]\nwebhook=['2/15m']\n");
  for (int i = 0; i < 10; ++i) raise(std::to_string(i));
  EXPECT_EQ(run(), (Counts{{"planned", 2}, {"held", 8}}));
  EXPECT_EQ(run_after(minutes{14}), Counts{});
  EXPECT_EQ(run_after(minutes{1}), (Counts{{"released", 1}, {"merged", 7}}));
  raise("critical", {.priority = 5});
  EXPECT_EQ(run(), (Counts{{"planned", 1}})) << "its budget is its own";
}

TEST_P(PlanningTest, RoutesNameOthersAndNobodyIsToldTwice) {
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

TEST_P(PlanningTest, ADeputyIsToldAndTheReasonSaysForWhom) {
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

TEST_P(PlanningTest, TheOwnerOfADeadAddressHearsOfItElsewhereOnce) {
  const auto dead = store::destinations_of_person(db(), ann_).at(0);
  store::Destination other = dead;
  other.address = "https://example.org/other";
  db().transaction([&] { store::save_destination(db(), other, now_); });
  for (int i = 0; i < 2; ++i) {
    change([&](alert::Trail& trail) {
      address_is_dead(db(), trail, dead.id, "no such mailbox");
      return 0;
    });
  }
  EXPECT_EQ(run(), (Counts{{"planned", 1}}));
  alert::Filter filter;
  filter.kind = kAddressDead;
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

// Whatever is raised, silenced, preferred and resolved in whatever order: no candidate disappears,
// nobody hears the same twice, and at the end nothing waits.
TEST_P(PlanningTest, EveryCandidateBecomesOneMessageOrOneReason) {
  policy(std::string(kInhibit) +
         "[default]\ngroup_by=['kind']\ngroup_wait='30s'\n[[route]]\nname='r'\n"
         "match=['platform=p1']\nmute_times=['noon']\ngroup_wait='0s'\n"
         "[[mute_time]]\nname='noon'\n[[mute_time.when]]\nhours=['12:00-12:30']\n"
         "[throttle]\nwebhook=['20/15m']\n");
  std::mt19937 random(7);
  const auto any = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  std::vector<std::string> people{"person:ann"};
  for (int i = 0; i < 5; ++i) {
    const std::string name = "p" + std::to_string(i);
    const auto id = add_person(name);
    people.push_back("person:" + name);
    const Json wishes[] = {Json{{"default", "hourly"}}, Json{{"default", "immediate"}},
                           Json{{"price_drop", "daily"}}};
    db().transaction([&] {
      store::set_preference(db(), {id, {}}, "digest", wishes[any(3)], now_);
      store::set_preference(db(), {id, {}}, "minimum_priority", 1 + any(4), now_);
    });
  }
  const char* const kinds[] = {"price_drop", "sold_out", "platform_blocked"};
  std::vector<alert::Raised> raised;
  for (int step = 0; step < 60; ++step) {
    for (int i = 0; i < 3; ++i) {
      raised.push_back(raise("k" + std::to_string(step) + "-" + std::to_string(i),
                             {.kind = kinds[any(3)],
                              .platform = "p" + std::to_string(any(3)),
                              .priority = 1 + any(5),
                              .to = {people[static_cast<std::size_t>(any(6))],
                                     people[static_cast<std::size_t>(any(6))]}}));
    }
    if (any(4) == 0) silence("platform=p" + std::to_string(any(3)), minutes{any(60) + 1});
    // What ends before any run looked at it leaves no trace, and needs none.
    if (any(2) == 0 && step > 0) {
      const auto& victim = raised[static_cast<std::size_t>(any(step * 3))];
      if (is_open(alert::find(db(), victim.id)->status)) resolve(victim);
    }
    run_after(minutes{any(20)});
  }
  for (const auto& r : raised) {
    if (is_open(alert::find(db(), r.id)->status)) resolve(r);
  }
  for (int day = 0; day < 3; ++day) run_after(hours{24});
  for (const std::string& state : states()) {
    EXPECT_TRUE(state.starts_with("sent") || state.starts_with("suppressed")) << state;
  }
  for (const auto& r : raised) {
    const auto messages = store::messages_of_alert(db(), r.id);
    EXPECT_FALSE(messages.empty() && store::decisions_of_alert(db(), r.id).empty())
        << r.public_id << " left no trace";
    std::map<std::pair<std::int64_t, Purpose>, int> told;
    for (const auto& m : messages) {
      if (m.state == MessageState::sent || m.reason == Reason::merged) {
        ++told[{m.person_id.value(), m.purpose}];
      }
    }
    for (const auto& [what, times] : told) {
      EXPECT_EQ(times, 1) << r.public_id << " " << word(what.second);
      if (what.second == Purpose::resolved) {
        EXPECT_TRUE(told.contains({what.first, Purpose::first})) << "told the end, not the start";
      }
    }
  }
  EXPECT_EQ(alert::verify_audit(db()).first_broken, 0);
}

}  // namespace
}  // namespace tocsin::notify
