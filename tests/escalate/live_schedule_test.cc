// A schedule with the people and the changes of a database, on both databases.
#include "escalate/live_schedule.h"

#include <gtest/gtest.h>

#include "escalate/build.h"
#include "store/people.h"
#include "support/databases.h"

namespace tocsin::escalate {
namespace {

constexpr std::string_view kFile =
    "[[layer]]\npeople = [\"ann\", \"Bob Ray\", \"ann@example.org\", \"gone\"]\n"
    "rotation = \"daily\"\nhand_off = \"00:00\"\nstart = \"2026-01-01\"\n";

class LiveScheduleTest : public tocsin::test::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    db().transaction([&] {
      ann_ = person("ann", "Ann Lee", "ann@example.org");
      bob_ = person("bob", "Bob Ray", "");
    });
  }

  std::int64_t person(const char* id, const char* name, const char* email, bool disabled = false) {
    store::Person p;
    p.source = "test";
    p.external_id = id;
    p.name = name;
    p.email = email;
    p.disabled = disabled;
    return store::save_person(db(), p, now_).id;
  }

  LiveSchedule live() {
    return live_schedule(db(), test::schedule(kFile), at("2026-01-01"), at("2026-03-01"));
  }
  std::string who(std::string_view when) {
    const auto it = live();
    return test::on_call(it.schedule, it.changes, when);
  }
  alert::Trail trail() { return {db(), "tester", now_}; }
  std::int64_t audited(std::string_view action) {
    auto rows = db().query_text("SELECT count(*) FROM audit WHERE action = $1 AND actor = 'tester'",
                                std::vector<store::Value>{action});
    return rows.next() ? rows.integer(0) : 0;
  }
  template <typename Body>
  auto write(const Body& body) {
    auto trail = this->trail();
    return db().transaction([&] {
      trail.clear();
      auto out = body(trail);
      trail.flush();
      return out;
    });
  }
  store::ScheduleOverride covering(std::string_view from, std::string_view until) {
    store::ScheduleOverride it;
    it.schedule = "test";
    it.from = at(from);
    it.until = at(until);
    it.person_id = bob_;
    it.replaced_id = ann_;
    it.reason = "wedding";
    return it;
  }

  Instant now_ = at("2026-01-01T12:00:00Z");
  std::int64_t ann_ = 0, bob_ = 0;
};
TOCSIN_ON_BOTH_DATABASES(LiveScheduleTest);

TEST_P(LiveScheduleTest, PeopleByTheirNames) {
  const auto it = live();
  ASSERT_EQ(it.schedule.people.size(), 3U) << "ann has two names";
  EXPECT_EQ(it.schedule.people[0].external_id, "ann");
  EXPECT_EQ(it.schedule.people[0].id, ann_);
  EXPECT_FALSE(it.schedule.people[2].present);
  EXPECT_EQ(who("2026-01-01T12:00:00Z"), "Ann Lee");
  EXPECT_EQ(who("2026-01-02T12:00:00Z"), "Bob Ray");
  EXPECT_EQ(who("2026-01-03T12:00:00Z"), "Ann Lee");
  EXPECT_EQ(who("2026-01-04T12:00:00Z"), "nobody") << "nobody of that name";
  db().transaction([&] { person("bob", "Bob Ray", "", true); });
  EXPECT_EQ(who("2026-01-02T12:00:00Z"), "nobody") << "disabled";
}

TEST_P(LiveScheduleTest, AnOverrideComesAndGoes) {
  const auto id = write(
      [&](alert::Trail& t) { return add_override(db(), t, covering("2026-01-03", "2026-01-04")); });
  EXPECT_EQ(who("2026-01-03T12:00:00Z"), "Bob Ray");
  EXPECT_EQ(audited("schedule.override"), 1);
  auto found = store::find_schedule_override(db(), id);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->author, "tester");
  EXPECT_EQ(found->reason, "wedding");
  now_ = at("2026-01-03T06:00:00Z");
  EXPECT_TRUE(write([&](alert::Trail& t) { return end_override(db(), t, *found); }));
  EXPECT_EQ(who("2026-01-03T05:00:00Z"), "Bob Ray") << "what was stays";
  EXPECT_EQ(who("2026-01-03T06:00:00Z"), "Ann Lee");
  now_ = at("2026-01-05");
  EXPECT_FALSE(write([&](alert::Trail& t) { return end_override(db(), t, *found); }));
  EXPECT_EQ(audited("schedule.override_end"), 1);
}

TEST_P(LiveScheduleTest, WhatHasNotBegunIsGone) {
  const auto id = write(
      [&](alert::Trail& t) { return add_override(db(), t, covering("2026-01-03", "2026-01-04")); });
  const auto found = store::find_schedule_override(db(), id);
  EXPECT_TRUE(write([&](alert::Trail& t) { return end_override(db(), t, *found); }));
  EXPECT_FALSE(store::find_schedule_override(db(), id));
}

TEST_P(LiveScheduleTest, AnOverrideOfAUidIsOne) {
  auto it = covering("2026-01-03", "2026-01-04");
  it.uid = "one";
  const auto save = [&] {
    return write([&](alert::Trail& t) { return save_override(db(), t, it); });
  };
  EXPECT_EQ(save(), store::Change::created);
  EXPECT_EQ(save(), store::Change::unchanged);
  it.until = at("2026-01-03T18:00:00Z");
  EXPECT_EQ(save(), store::Change::updated);
  EXPECT_EQ(who("2026-01-03T17:00:00Z"), "Bob Ray");
  EXPECT_EQ(who("2026-01-03T18:00:00Z"), "Ann Lee");
  EXPECT_EQ(store::schedule_overrides(db(), "test", at("2026-01-01"), at("2026-02-01")).size(), 1U);
  EXPECT_EQ(audited("schedule.override"), 2);
  it.schedule = "other";
  EXPECT_EQ(save(), store::Change::created) << "a UID is of a schedule";
}

TEST_P(LiveScheduleTest, ATemporaryScheduleComesAndGoes) {
  store::TemporarySchedule it;
  it.schedule = "test";
  it.from = at("2026-01-03");
  it.until = at("2026-01-06");
  it.shifts = {{it.from, at("2026-01-04"), bob_}, {at("2026-01-05"), it.until, ann_}};
  const auto id = write([&](alert::Trail& t) { return add_temporary(db(), t, it); });
  EXPECT_EQ(who("2026-01-03T12:00:00Z"), "Bob Ray");
  EXPECT_EQ(who("2026-01-04T12:00:00Z"), "nobody");
  EXPECT_EQ(who("2026-01-05T12:00:00Z"), "Ann Lee");
  const auto found = store::find_temporary_schedule(db(), id);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->shifts.size(), 2U);
  now_ = at("2026-01-05T06:00:00Z");
  EXPECT_TRUE(write([&](alert::Trail& t) { return end_temporary(db(), t, *found); }));
  EXPECT_EQ(who("2026-01-05T12:00:00Z"), "Ann Lee") << "by the layer";
  EXPECT_EQ(who("2026-01-03T12:00:00Z"), "Bob Ray") << "what was stays";
  EXPECT_EQ(audited("schedule.temporary") + audited("schedule.temporary_end"), 2);
  now_ = at("2026-01-02");
  const auto other = write([&](alert::Trail& t) { return add_temporary(db(), t, it); });
  const auto unbegun = store::find_temporary_schedule(db(), other);
  EXPECT_TRUE(write([&](alert::Trail& t) { return end_temporary(db(), t, *unbegun); }));
  EXPECT_FALSE(store::find_temporary_schedule(db(), other));
}

}  // namespace
}  // namespace tocsin::escalate
