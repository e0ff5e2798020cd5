// The life of a message from alert to receiver, on both databases.

#include <gtest/gtest.h>

#include "alert/alerts.h"
#include "alert/audit.h"
#include "base/id.h"
#include "cli/config.h"
#include "notify/deliver.h"
#include "notify/identity.h"
#include "notify/plan.h"
#include "notify/why.h"
#include "store/dead_letters.h"
#include "store/decisions.h"
#include "store/destinations.h"
#include "store/people.h"
#include "support/databases.h"
#include "support/http_server.h"

namespace tocsin::notify {
namespace {

const store::Query kInsertSilence(
    "test.notify.silence",
    "INSERT INTO silence (public_id, matchers, from_at, until_at, reason, author, created_at) "
    "VALUES ('s-1', $1, $2, $3, 'works', 'test', $2)");
const store::Query kSteal("test.notify.steal",
                          "UPDATE message SET claimed_by = 'thief' WHERE id = $1");
const store::Query kForceState("test.notify.state", "UPDATE message SET state = $2 WHERE id = $1");
const store::Query kStates("test.notify.states", "SELECT id, state FROM message ORDER BY id",
                           store::Reach::whole);

class LifeTest : public test::DatabaseTest {
 protected:
  LifeTest()
      : server_([this](const test::ServedRequest&, test::ServedConnection& c) {
          if (hook_) hook_();
          c.reply(status_, "ok", headers_);
        }) {
    config_.set("webhook.allow_private", "true");
    config_.set("webhook.secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  }
  void SetUp() override {
    test::DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    now_ = at("2026-06-01T12:00:00Z");
    db().transaction([&] {
      store::Person ann;
      ann.source = "test";
      ann.external_id = "ann";
      ann.name = "Ann";
      ann.time_zone = "Europe/London";
      ann_ = store::save_person(db(), ann, now_).id;
      place_.person_id = ann_;
      place_.channel = "webhook";
      place_.address = server_.url("/hook");
      place_.id = store::save_destination(db(), place_, now_).id;
    });
  }

  alert::Raised raise(Priority priority, const std::string& key = "k",
                      const std::string& subject = "7") {
    AlertDraft draft;
    draft.kind = "price_drop";
    draft.title = "Cheaper: " + key;
    draft.dedup_key = key;
    draft.priority = priority;
    draft.subject = {"event", subject};
    draft.labels = {{"platform", "axs"}};
    draft.recipients = {"person:ann"};
    alert::Trail trail(db(), "test", now_);
    return db().transaction([&] {
      trail.clear();
      auto raised = alert::raise(db(), trail, draft);
      trail.flush();
      return raised;
    });
  }
  void change(bool (*what)(store::Database&, alert::Trail&, std::int64_t), std::int64_t id) {
    alert::Trail trail(db(), "test", now_);
    db().transaction([&] {
      trail.clear();
      EXPECT_TRUE(what(db(), trail, id));
      trail.flush();
    });
  }
  static bool end(store::Database& db, alert::Trail& trail, std::int64_t id) {
    return alert::resolve(db, trail, id, "over");
  }
  void prefer(const std::string& name, const Json& value) {
    db().transaction([&] { store::set_preference(db(), {ann_, {}}, name, value, now_); });
  }

  alert::Counts plan_now() {
    Carriers carriers(config_, settings_);
    return plan(db(), carriers, settings_, {now_, "test", false, false, std::nullopt}).counts;
  }
  alert::Counts deliver_now() {
    Carriers carriers(config_, settings_);
    return deliver(db(), carriers, settings_, {now_, "test", std::nullopt, std::nullopt});
  }
  alert::Counts run() {
    alert::Counts counts = plan_now();
    for (const auto& [name, count] : deliver_now()) counts[name] += count;
    EXPECT_EQ(alert::verify_audit(db()).first_broken, 0);
    return counts;
  }
  std::vector<std::string> states() {
    std::vector<std::string> out;
    for (auto rows = db().query(kStates); rows.next();) out.push_back(rows.string(1));
    return out;
  }
  Json body(std::size_t i) const { return Json::parse(server_.requests().at(i).body); }

  int status_ = 200;
  std::function<void()> hook_;  // before each answer
  test::ServedConnection::Headers headers_;
  test::HttpServer server_;
  cli::Config config_ = cli::Config::from_text("", "defaults");
  Settings settings_ = read_settings(config_);
  Instant now_{};
  std::int64_t ann_ = 0;
  store::Destination place_;
};
TOCSIN_ON_BOTH_DATABASES(LifeTest);

using Counts = alert::Counts;

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
  change(alert::acknowledge, taken.id);
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

TEST_P(LifeTest, RetryAfterIsObeyedUnderTheSameKey) {
  status_ = 429;
  headers_ = {{"Retry-After", "600"}};
  raise(3);
  EXPECT_EQ(run(), (Counts{{"planned", 1}, {"retried", 1}}));
  status_ = 200;
  now_ += std::chrono::seconds{590};
  EXPECT_EQ(run(), Counts{});
  now_ += std::chrono::seconds{30};
  EXPECT_EQ(run(), (Counts{{"sent", 1}}));
  const auto requests = server_.requests();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].header("webhook-id"), requests[1].header("webhook-id"));
  EXPECT_NE(requests[0].header("webhook-timestamp"), requests[1].header("webhook-timestamp"));
}

TEST_P(LifeTest, AGoneReceiverIsADeadLetterUntilMendedAndReplayed) {
  status_ = 410;
  const auto raised = raise(3);
  EXPECT_EQ(run(), (Counts{{"planned", 1}, {"failed", 1}}));
  EXPECT_TRUE(store::find_destination(db(), place_.id)->dead_at);
  const auto dead = store::dead_letters(db(), {});
  ASSERT_EQ(dead.size(), 1U);
  EXPECT_EQ(dead[0].alert_id, raised.id);
  status_ = 200;
  db().transaction([&] {
    store::save_destination(db(), place_, now_ + std::chrono::seconds{1});
    EXPECT_TRUE(store::replay(db(), dead[0].id, now_, now_ + std::chrono::hours{1}));
    EXPECT_FALSE(store::drop(db(), dead[0].id, now_)) << "it is no dead letter any more";
  });
  EXPECT_EQ(deliver_now(), (Counts{{"sent", 1}}));
}

TEST_P(LifeTest, AReceiverThatTakesNothingForTheWholeScheduleIsDisabled) {
  status_ = 500;
  raise(3);
  run();
  const Duration pauses[] = {
      std::chrono::seconds(5), std::chrono::minutes(5), std::chrono::minutes(30),
      std::chrono::hours(2),   std::chrono::hours(5),   std::chrono::hours(10),
      std::chrono::hours(14),  std::chrono::hours(20),  std::chrono::hours(24)};
  for (const Duration pause : pauses) {
    EXPECT_EQ(states(), std::vector<std::string>{"pending"});
    EXPECT_FALSE(store::find_destination(db(), place_.id)->dead_at);
    now_ += pause / 2;
    deliver_now();                                     // not yet
    now_ += pause * 7 / 10 + std::chrono::seconds(1);  // beyond the spread of 20 %, and our run
    deliver_now();
  }
  EXPECT_EQ(server_.requests().size(), 10U);
  EXPECT_EQ(states(), std::vector<std::string>{"failed"});
  EXPECT_TRUE(store::find_destination(db(), place_.id)->dead_at);
}

TEST_P(LifeTest, ADeadRunsClaimIsTakenOver) {
  raise(3);
  plan_now();
  db().transaction([&] {
    EXPECT_EQ(store::claim(db(), {now_, now_ + std::chrono::minutes{2}, "dead"}, 2, 10).size(), 1U);
  });
  now_ += std::chrono::minutes{1};
  EXPECT_EQ(run(), Counts{});
  now_ += std::chrono::minutes{1};
  EXPECT_EQ(run(), (Counts{{"sent", 1}}));
  EXPECT_EQ(server_.requests().size(), 1U);
}

TEST_P(LifeTest, AtMostOnceLeavesItUncertain) {
  config_.set("webhook.guarantee", "at_most_once");
  raise(3);
  plan_now();
  db().transaction([&] {
    (void)store::claim(db(), {now_, now_ + std::chrono::minutes{2}, "dead"}, 2, 10);
  });
  now_ += std::chrono::minutes{3};
  EXPECT_EQ(run(), Counts{});
  EXPECT_EQ(states(), std::vector<std::string>{"uncertain"});
  EXPECT_TRUE(server_.requests().empty());
}

TEST_P(LifeTest, AClaimIsRenewedWhileItsRunLives) {
  config_.set("webhook.concurrency", "1");
  settings_.claim = std::chrono::seconds{1};
  for (int i = 0; i < 4; ++i) raise(3, "k" + std::to_string(i), std::to_string(i));
  plan_now();
  const auto other = scratch().open();
  const auto begun = std::chrono::steady_clock::now();
  std::size_t lapsed = 0;
  hook_ = [&] {
    std::this_thread::sleep_for(std::chrono::milliseconds{400});
    const auto passed =
        std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - begun);
    lapsed += store::lapsed(*other, now_ + passed, 10).size();
  };
  EXPECT_EQ(deliver_now(), (Counts{{"sent", 4}}));
  EXPECT_EQ(lapsed, 0U);
}

TEST_P(LifeTest, NothingIsSentUnderAClaimThatWasTakenOver) {
  config_.set("webhook.concurrency", "1");
  settings_.claim = std::chrono::seconds{1};
  for (int i = 0; i < 3; ++i) raise(3, "k" + std::to_string(i), std::to_string(i));
  plan_now();
  const auto other = scratch().open();
  hook_ = [&] {
    other->transaction([&] {
      for (const auto& m : store::lapsed(*other, now_ + std::chrono::hours{1}, 10)) {
        other->execute(kSteal, m.id);
      }
    });
    std::this_thread::sleep_for(std::chrono::milliseconds{900});
  };
  EXPECT_EQ(deliver_now(), Counts{}) << "the first, too, is another's to record";
  EXPECT_EQ(server_.requests().size(), 1U);
  EXPECT_EQ(states(), (std::vector<std::string>{"sending", "sending", "sending"}));
}

TEST_P(LifeTest, TwoConnectionsNeverClaimTheSame) {
  for (int i = 0; i < 6; ++i) raise(3, "k" + std::to_string(i), std::to_string(i));
  plan_now();
  const auto other = scratch().open();
  const auto mine = db().transaction([&] {
    return store::claim(db(), {now_, now_ + Duration{1000}, "a"}, 2, 4);
  });
  const auto theirs = other->transaction([&] {
    return store::claim(*other, {now_, now_ + Duration{1000}, "b"}, 2, 4);
  });
  EXPECT_EQ(mine.size(), 4U);
  EXPECT_EQ(theirs.size(), 2U);
  for (const auto& m : mine) {
    for (const auto& t : theirs) EXPECT_NE(m.id, t.id);
  }
  const store::Move moves[] = {
      {mine[0].id, MessageState::sent, Reason::planned, now_, now_, 1, "", "", ""},
      {theirs[0].id, MessageState::sent, Reason::planned, now_, now_, 1, "", "", ""}};
  EXPECT_EQ(db().transaction([&] { return store::settle(db(), moves, "a"); }),
            std::vector<std::int64_t>{mine[0].id})
      << "the other is another run's claim";
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
