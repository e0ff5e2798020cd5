#include "analyze/learn.h"

#include <gtest/gtest.h>

#include "base/time.h"
#include "store/activity.h"
#include "store/positions.h"
#include "support/databases.h"

namespace tocsin::analyze {
namespace {

using namespace std::chrono_literals;

store::Told told(bool acted, bool looked, bool dismissed) {
  store::Told t;
  t.person_id = 1;
  t.created_at = t.sent_at.emplace(*parse_instant("2026-11-01T09:00:00Z"));
  t.acted = acted;
  t.looked = looked;
  t.dismissed = dismissed;
  return t;
}

TEST(ShareActedOn, IsWhatTheyDid) {
  EXPECT_EQ(share_acted_on(told(true, true, true)), 1.0);
  EXPECT_EQ(share_acted_on(told(true, false, false)), 1.0);
  EXPECT_EQ(share_acted_on(told(false, true, false)), 0.5);
  EXPECT_EQ(share_acted_on(told(false, true, true)), 0.0);
  EXPECT_EQ(share_acted_on(told(false, false, false)), 0.0);
}

TEST(ShareActedOn, IsNothingWhereNothingCanBeLearned) {
  store::Told nobody = told(true, true, false), unsent = nobody, late = nobody, over = nobody,
              asked_for = nobody;
  nobody.person_id.reset();
  unsent.sent_at.reset();
  late.sent_at = late.created_at + kTimeToLeave + 1s;
  over.purpose = Purpose::resolved;
  asked_for.purpose = Purpose::direct;
  for (const auto& t : {nobody, unsent, late, over, asked_for}) {
    EXPECT_EQ(share_acted_on(t), std::nullopt);
  }
}

const store::Query kAddPerson("test.learn.person",
                              "INSERT INTO person (id, source, external_id, name, time_zone, "
                              "created_at, updated_at) VALUES ($1, 'import', $2, $2, "
                              "'Europe/London', 0, 0)");
const store::Query kAddAlert(
    "test.learn.alert",
    "INSERT INTO alert (id, public_id, kind, priority, status, title, body, subject_type, "
    "subject_id, labels, metadata, dedup_key, raised_by, first_seen_at, last_seen_at) VALUES "
    "($1, $2, 'price_drop', 3, 'active', 't', 'b', 'event', '1', '{}', '{}', $2, 'test', 0, 0)");
const store::Query kAddMessage(
    "test.learn.message",
    "INSERT INTO message (id, public_id, identity, alert_id, person_id, channel, address, purpose, "
    "kind, subject_key, priority, lane, state, reason, due_at, created_at, sent_at) VALUES ($1, "
    "$2, $2, $1, $3, $4, 'x', 'first', 'price_drop', 'event:1', 3, 2, 'sent', 'planned', $5, $5, "
    "$5)");
const store::Query kLearning("test.learn.preference",
                             "INSERT INTO preference (person_id, name, value, updated_at) VALUES "
                             "($1, 'learning', 'false', 0)");

class LearnTest : public test::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    db().execute(kAddPerson, 1, "ann");
    db().execute(kAddPerson, 2, "bob");
  }

  // One message of that time, its alert's ID "a-N".
  void tell(std::int64_t id, std::int64_t person, std::string_view channel, std::string_view when) {
    db().execute(kAddAlert, id, "a-" + std::to_string(id));
    db().execute(kAddMessage, id, "m-" + std::to_string(id), person, channel, at(when));
  }

  void act(std::int64_t person, std::string kind, std::int64_t alert, std::string_view when) {
    store::add_activity(db(), {.person_id = person,
                               .kind = std::move(kind),
                               .at = at(when),
                               .alert = "a-" + std::to_string(alert),
                               .ticket = ""});
  }

  std::int64_t learn(std::string_view when, std::optional<std::int64_t> limit = {}) {
    return run_learn(db(), {.time_zone = "UTC", .now = at(when), .limit = limit}).at("learned");
  }
};
TOCSIN_ON_BOTH_DATABASES(LearnTest);

TEST_P(LearnTest, CountsEachMessageOnceByAllItsTraits) {
  tell(1, 1, "email", "2026-07-01T18:10:00Z");
  tell(2, 1, "push", "2026-07-01T18:20:00Z");
  act(1, "click", 2, "2026-07-01T20:00:00Z");
  act(1, "click", 1, "2026-07-03T20:00:00Z");  // too late to be an answer
  act(2, "click", 1, "2026-07-01T20:00:00Z");  // somebody else's
  EXPECT_EQ(learn("2026-07-03T18:00:00Z"), 0);
  EXPECT_EQ(learn("2026-07-03T19:00:00Z"), 2);
  EXPECT_EQ(learn("2026-07-03T19:05:00Z"), 0);
  const Habits ann = store::habits_of(db(), 1);
  EXPECT_EQ(ann.of(HabitTrait::channel).at("email").ignored, 1);
  EXPECT_EQ(ann.of(HabitTrait::channel).at("push").acted, 1);
  const Response evening = ann.of(HabitTrait::hour).at("19");  // in London
  EXPECT_NEAR(evening.acted, 1, 1e-3);
  EXPECT_NEAR(evening.ignored, 1, 1e-3);
  EXPECT_NEAR(ann.of(HabitTrait::kind).at("price_drop").weight(), 2, 1e-3);
  EXPECT_NEAR(ann.of(HabitTrait::priority).at("3").weight(), 2, 1e-3);
}

TEST_P(LearnTest, GoesOnWhereItStopped) {
  for (std::int64_t id = 1; id <= 7; ++id) tell(id, 1, "email", "2026-07-01T18:10:00Z");
  EXPECT_EQ(learn("2026-07-04", 5), 5);
  EXPECT_EQ(learn("2026-07-04", 5), 2);
  EXPECT_EQ(store::habits_of(db(), 1).of(HabitTrait::channel).at("email").ignored, 7);
}

TEST_P(LearnTest, LeavesAloneWhoDoesNotWantIt) {
  tell(1, 1, "email", "2026-07-01T18:10:00Z");
  tell(2, 2, "email", "2026-07-01T18:10:00Z");
  db().execute(kLearning, 1);
  EXPECT_EQ(learn("2026-07-04"), 1);
  EXPECT_TRUE(store::habits_of(db(), 1).of(HabitTrait::channel).empty());
  EXPECT_FALSE(store::habits_of(db(), 2).of(HabitTrait::channel).empty());
}

TEST_P(LearnTest, ForgetsWhenAsked) {
  tell(1, 1, "email", "2026-07-01T18:10:00Z");
  learn("2026-07-04");
  EXPECT_EQ(store::forget_habits(db(), 1), 4);
  EXPECT_EQ(learn("2026-07-05"), 0);
  EXPECT_TRUE(store::habits_of(db(), 1).of(HabitTrait::channel).empty());
}

}  // namespace
}  // namespace tocsin::analyze
