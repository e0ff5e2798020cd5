// Reminders over time: held while nobody is at work, judged again and merged when somebody is; on
// both databases, and from planning to the receiver.

#include <random>

#include "notify/deliver.h"
#include "notify/life_fixture.h"
#include "notify/plan/desk_hours.h"
#include "notify/planning_fixture.h"

namespace tocsin::notify {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using test::desk_opens;
using test::desks;
using Counts = alert::Counts;

class WorkingHoursTest : public tocsin::test::PlanningTest {
 protected:
  void SetUp() override {
    tocsin::test::PlanningTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    settings_.working.opens = desk_opens;
    office_ = db().transaction([&] {
      store::Organization o;
      o.source = "test";
      o.external_id = o.name = "acme";
      o.calendar = "office";
      return store::save_organization(db(), o, now_).id;
    });
    join("ann");
    now_ = at("2026-11-21T03:00:00Z");
  }
  void join(const std::string& who) {
    db().transaction([&] {
      store::Person p = store::find_person(db(), "test", who).value();
      p.organization_id = office_;
      store::save_person(db(), p, now_);
    });
  }
  alert::Raised warn(const std::string& key, Priority priority = 4) {
    return raise(key, {.kind = "sla_warning", .priority = priority});
  }

  std::int64_t office_ = 0;
};
TOCSIN_ON_BOTH_DATABASES(WorkingHoursTest);

TEST_P(WorkingHoursTest, OverTheWeekend) {
  warn("stays");
  warn("stays too");
  const auto over = warn("ends"), taken = warn("acknowledged");
  EXPECT_EQ(run(), (Counts{{"held", 4}}));
  EXPECT_EQ(last_reason(over), Reason::working_hours);
  EXPECT_EQ(store::decisions_of_alert(db(), over.id).back().detail,
            "until 2026-11-23T09:00:00Z; calendar office");
  EXPECT_EQ(run_at("2026-11-22T12:00:00Z"), Counts{});
  resolve(over);
  change([&](alert::Trail& trail) {
    EXPECT_TRUE(alert::acknowledge(db(), trail, taken.id));
    return 0;
  });
  run_at("2026-11-23T08:59:59Z");
  EXPECT_EQ(run_at("2026-11-23T09:00:00Z").count("planned"), 0U);
  EXPECT_EQ(states(),
            (std::vector<std::string>{"sent released", "suppressed merged",
                                      "suppressed no_longer_true", "suppressed acknowledged"}));
  EXPECT_EQ(last_reason(over), Reason::no_longer_true);
  EXPECT_EQ(run_at("2026-11-23T09:15:00Z"), Counts{}) << "once";
}

TEST_P(WorkingHoursTest, WhatIsCriticalOrBreachedIsToldAtOnce) {
  warn("critical", 5);
  raise("breach", {.kind = "sla_breach", .priority = 4});
  EXPECT_EQ(run(), (Counts{{"planned", 2}}));
}

TEST_P(WorkingHoursTest, WhatTurnsCriticalWhileItWaitsIsToldAtOnce) {
  warn("k");
  EXPECT_EQ(run(), (Counts{{"held", 1}}));
  warn("k", 5);
  EXPECT_EQ(run_after(minutes{15}).at("planned"), 1);
}

TEST_P(WorkingHoursTest, ItsEndIsNoNewsAtNightEither) {
  now_ = at("2026-11-20T16:45:00Z");
  const auto raised = warn("k");
  EXPECT_EQ(run(), (Counts{{"planned", 1}}));
  resolve(raised);
  EXPECT_EQ(run_at("2026-11-21T03:00:00Z"), (Counts{{"held", 1}}));
  EXPECT_EQ(run_at("2026-11-23T09:00:00Z"), (Counts{{"released", 1}}));
}

TEST_P(WorkingHoursTest, ReadWithThePersonAndTheOrganization) {
  prefer("working_hours", "off");
  warn("off");
  EXPECT_EQ(run(), (Counts{{"planned", 1}}));
  prefer("working_hours", "berlin");
  warn("own");
  EXPECT_EQ(run_after(hours{1}), (Counts{{"held", 1}}));
  EXPECT_EQ(run_at("2026-11-23T08:00:00Z"), (Counts{{"released", 1}}));
}

TEST_P(WorkingHoursTest, WhatIsJudgedAgainAtNightIsHeldOn) {
  now_ = at("2026-11-21T03:00:00Z");
  warn("k");
  EXPECT_EQ(run(), (Counts{{"held", 1}}));
  // The calendar was changed meanwhile: the office opens later.
  settings_.working.opens = [](const std::string&, Instant from) {
    return desk_opens("office", std::max(from, at("2026-11-24T00:00:00Z")));
  };
  EXPECT_EQ(run_at("2026-11-23T09:00:00Z"), (Counts{{"held", 1}}));
  EXPECT_EQ(run_at("2026-11-24T09:00:00Z"), (Counts{{"released", 1}}));
}

// Runs at any time, some of them late, over a week in which the clocks change: all that is still
// true is told once, and nothing outside of working hours.
TEST_P(WorkingHoursTest, NothingLeavesOutsideOfThem) {
  policy(tocsin::test::kGroups);
  std::mt19937 random(5);
  const auto any = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  prefer("quiet_hours", {{"hold", "all"}, {"until", "10:30"}});
  prefer("digest", {{"sla_warning", "hourly"}});
  now_ = at("2026-10-21T00:00:00Z");
  std::vector<alert::Raised> raised;
  const test::Desk& office = desks().at("office");
  for (int step = 0; step < 150; ++step) {
    for (int n = any(3); n > 0; --n) raised.push_back(warn(std::to_string(raised.size())));
    if (any(3) == 0 && !raised.empty()) {
      const auto& victim = raised[static_cast<std::size_t>(any(static_cast<int>(raised.size())))];
      if (is_open(alert::find(db(), victim.id)->status)) resolve(victim);
    }
    run_after(minutes{any(180)});
    if (!office.is_open(now_)) continue;
    EXPECT_EQ(run_after(minutes{0}).count("planned"), 0U) << "planned once";
  }
  run_at("2026-11-09T12:00:00Z");
  run_at("2026-11-09T14:00:00Z");
  for (const auto& r : raised) {
    int firsts = 0;
    for (const auto& m : store::messages_of_alert(db(), r.id)) {
      ASSERT_NE(m.state, MessageState::held);
      if (m.sent_at) {
        EXPECT_TRUE(office.is_open(*m.sent_at)) << format_instant(*m.sent_at);
      }
      firsts += m.purpose == Purpose::first ? 1 : 0;
    }
    EXPECT_LE(firsts, 1);
  }
}

class ReminderLifeTest : public tocsin::test::LifeFixture {
 protected:
  void SetUp() override {
    tocsin::test::LifeFixture::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    settings_.working = {"office", desk_opens};
    kind_ = "sla_warning";
    now_ = at("2026-11-20T16:59:00Z");
  }
  store::Message message(std::int64_t id = 1) { return store::find_message(db(), id).value(); }
};
TOCSIN_ON_BOTH_DATABASES(ReminderLifeTest);

TEST_P(ReminderLifeTest, ARunThatIsLateSendsItWhenTheyWork) {
  raise(4);
  EXPECT_EQ(plan_now(), (Counts{{"planned", 1}}));
  now_ = at("2026-11-21T03:00:00Z");
  EXPECT_EQ(deliver_now(), (Counts{{"held", 1}}));
  EXPECT_EQ(message().reason, Reason::working_hours);
  EXPECT_EQ(run(), Counts{});
  EXPECT_TRUE(server_.requests().empty());
  now_ = at("2026-11-23T09:00:00Z");
  EXPECT_EQ(run(), (Counts{{"released", 1}, {"sent", 1}}));
  EXPECT_EQ(server_.requests().size(), 1U);
}

TEST_P(ReminderLifeTest, OneThatFailedIsTriedAgainWhenTheyWork) {
  status_ = 503;
  raise(4);
  EXPECT_EQ(run(), (Counts{{"planned", 1}, {"retried", 1}}));
  now_ = at("2026-11-20T17:30:00Z");
  EXPECT_EQ(deliver_now(), (Counts{{"deferred", 1}}));
  EXPECT_EQ(message().due_at, at("2026-11-23T09:00:00Z"));
  now_ = at("2026-11-22T12:00:00Z");
  EXPECT_EQ(run(), Counts{});
  EXPECT_EQ(server_.requests().size(), 1U);
  now_ = at("2026-11-23T09:00:00Z");
  EXPECT_EQ(deliver_now(), (Counts{{"retried", 1}})) << "days off are no part of its life";
  status_ = 200;
  now_ = message().due_at;
  EXPECT_EQ(deliver_now(), (Counts{{"sent", 1}}));
}

TEST_P(ReminderLifeTest, ABreachIsTriedAgainAtOnce) {
  status_ = 503;
  kind_ = "sla_breach";
  raise(4);
  EXPECT_EQ(run(), (Counts{{"planned", 1}, {"retried", 1}}));
  status_ = 200;
  now_ = at("2026-11-20T17:30:00Z");
  EXPECT_EQ(deliver_now(), (Counts{{"sent", 1}}));
}

}  // namespace
}  // namespace tocsin::notify
