// The life of a message from alert to receiver, on both databases.

#include "base/id.h"
#include "notify/identity.h"
#include "notify/life_fixture.h"
#include "notify/why.h"
#include "store/decisions.h"
#include "store/messages.h"

namespace tocsin::notify {
namespace {

const store::Query kInsertSilence(
    "test.notify.silence",
    "INSERT INTO silence (public_id, matchers, from_at, until_at, reason, author, created_at) "
    "VALUES ('s-1', $1, $2, $3, 'works', 'test', $2)");
const store::Query kForceState("test.notify.state", "UPDATE message SET state = $2 WHERE id = $1");

class LifeTest : public test::LifeFixture {};
TOCSIN_ON_BOTH_DATABASES(LifeTest);

using alert::Counts;

TEST_P(LifeTest, IsToldOnceHoweverOftenItRuns) {
  const auto raised = raise(3);
  EXPECT_EQ(run(), (Counts{{"planned", 1}, {"sent", 1}}));
  raise(3);
  EXPECT_EQ(run(), Counts{});
  ASSERT_EQ(server_.requests().size(), 1U);
  const auto request = server_.requests()[0];
  EXPECT_TRUE(request.header("webhook-signature").starts_with("v1,"));
  const std::string identity = text_of({raised.public_id, ann_, place_.id, Purpose::first, 1});
  EXPECT_EQ(request.header("webhook-id"), idempotency_key(identity));
  EXPECT_EQ(body(0)["data"]["alert"], raised.public_id);
  EXPECT_EQ(body(0)["type"], "price_drop");
}

TEST_P(LifeTest, ARiseIsToldAgainAFallIsNot) {
  raise(3);
  run();
  now_ += std::chrono::minutes{5};
  raise(4);
  EXPECT_EQ(run(), (Counts{{"planned", 1}, {"sent", 1}}));
  EXPECT_EQ(body(1)["data"]["purpose"], "update");
  raise(2);
  EXPECT_EQ(run(), Counts{});
  raise(4);
  EXPECT_EQ(run(), Counts{});
}

TEST_P(LifeTest, TheSameFromAnotherAlertIsADuplicateWithinTheWindow) {
  raise(3, "one");
  run();
  now_ += std::chrono::minutes{59};
  const auto second = raise(3, "two");
  EXPECT_EQ(run(), (Counts{{"suppressed", 1}}));
  EXPECT_EQ(store::decisions_of_alert(db(), second.id).at(0).reason, Reason::duplicate);
  now_ += std::chrono::minutes{2};
  raise(3, "three");
  EXPECT_EQ(run(), (Counts{{"planned", 1}, {"sent", 1}}));
}

TEST_P(LifeTest, WhoWasToldHearsThatItEnded) {
  const auto raised = raise(3);
  run();
  change(end, raised.id);
  EXPECT_EQ(run(), (Counts{{"planned", 1}, {"sent", 1}}));
  EXPECT_EQ(body(1)["data"]["purpose"], "resolved");
  EXPECT_EQ(run(), Counts{});
}

TEST_P(LifeTest, WhatEndsBeforeItLeftDoesNotLeave) {
  const auto raised = raise(3);
  plan_now();
  change(end, raised.id);
  EXPECT_EQ(run(), (Counts{{"suppressed", 1}}));
  EXPECT_EQ(states(), std::vector<std::string>{"suppressed"});
  EXPECT_TRUE(server_.requests().empty());
}

TEST_P(LifeTest, HeldOverNightAndJudgedInTheMorning) {
  prefer("quiet_hours", {{"hold", "all"}});
  now_ = at("2026-01-10T23:30:00Z");
  raise(3, "stays", "1");
  raise(4, "stays too", "2");
  const auto over = raise(3, "ends", "3");
  const auto taken = raise(3, "acknowledged", "4");
  EXPECT_EQ(run(), (Counts{{"held", 4}}));
  change(end, over.id);
  change(take_up, taken.id);
  now_ = at("2026-01-11T06:59:00Z");
  EXPECT_EQ(run().count("sent"), 0U);
  now_ = at("2026-01-11T07:00:00Z");
  const Counts counts = run();
  EXPECT_EQ(counts.at("released"), 1);
  EXPECT_EQ(counts.at("merged"), 1);
  EXPECT_EQ(counts.at("sent"), 1);
  ASSERT_EQ(server_.requests().size(), 1U);
  EXPECT_EQ(body(0)["data"]["merged"].size(), 2U);
  const auto of_taken = store::messages_of_alert(db(), taken.id);
  EXPECT_EQ(of_taken.at(0).reason, Reason::acknowledged);
}

TEST_P(LifeTest, ASilenceThatEndsTellsWhatStillHolds) {
  const Instant until = now_ + std::chrono::hours{2};
  db().execute(kInsertSilence, R"(["platform=axs"])", now_, until);
  const auto raised = raise(3);
  EXPECT_EQ(run(), (Counts{{"suppressed", 1}}));
  EXPECT_EQ(alert::find(db(), raised.id)->plan_at, until);
  now_ = until;
  EXPECT_EQ(run(), (Counts{{"planned", 1}, {"sent", 1}}));
}

TEST_P(LifeTest, SaysWhyNobodyWasTold) {
  const auto raised = raise(3);
  db().transaction([&] {
    store::Destination off = place_;
    off.enabled = false;
    store::save_destination(db(), off, now_);
  });
  EXPECT_EQ(run(), (Counts{{"suppressed", 1}}));
  const auto lines = why(db(), raised.public_id);
  ASSERT_TRUE(lines);
  ASSERT_EQ(lines->size(), 2U);
  EXPECT_EQ(lines->at(0).who, "Ann");
  EXPECT_EQ(lines->at(0).result, "not told");
  EXPECT_EQ(lines->at(1).result, "nobody was told");
  EXPECT_EQ(lines->at(1).because, lines->at(0).because);
  EXPECT_EQ(why(db(), "ann")->size(), 1U);
  EXPECT_FALSE(why(db(), "a-nobody"));
}

TEST_P(LifeTest, TheDatabaseRefusesIllegalMovesAndSecondIdentities) {
  raise(3);
  run();
  const auto m = store::find_message(db(), 1).value();
  for (const char* to : {"pending", "held", "sending", "suppressed", "expired"}) {
    EXPECT_THROW(db().execute(kForceState, m.id, to), Error) << to;
  }
  store::Message twin = m;
  twin.public_id = new_id(IdKind::message, now_);
  twin.state = MessageState::pending;
  EXPECT_EQ(db().transaction([&] { return store::add_message(db(), twin); }), std::nullopt);
}

TEST_P(LifeTest, CriticalLeavesFirst) {
  for (int i = 0; i < 20; ++i) raise(2, "low" + std::to_string(i), std::to_string(i));
  raise(5, "critical", "99");
  plan_now();
  settings_.jobs = 1;
  deliver_now();
  ASSERT_EQ(server_.requests().size(), 21U);
  EXPECT_EQ(body(0)["data"]["priority"], 5);
}

}  // namespace
}  // namespace tocsin::notify
