#include "notify/receipts.h"

#include <gtest/gtest.h>

#include "alert/alerts.h"
#include "alert/audit.h"
#include "alert/receipts.h"
#include "cli/config.h"
#include "store/decisions.h"
#include "store/destinations.h"
#include "store/people.h"
#include "store/preferences.h"
#include "support/databases.h"

namespace tocsin::notify {
namespace {

using alert::Taken;
using Counts = alert::Counts;

class ReceiptsTest : public test::DatabaseTest {
 protected:
  void SetUp() override {
    test::DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    now_ = at("2026-06-01T12:00:00Z");
    db().transaction([&] {
      store::Person ann;
      ann.source = "test";
      ann.external_id = "ann";
      ann.name = "Ann";
      ann.email = "ann@example.org";
      ann_ = store::save_person(db(), ann, now_).id;
      place_ = store::destinations_of_person(db(), ann_).at(0).id;
      store::Message m;
      m.public_id = m.identity = "m-1";
      m.person_id = ann_;
      m.destination_id = place_;
      m.address = "ann@example.org";
      m.kind = "price_drop";
      m.provider = "resend";
      m.due_at = m.created_at = now_;
      id_ = store::add_message(db(), m).value();
    });
  }

  void send() {
    db().transaction([&] {
      ASSERT_TRUE(store::claim_one(db(), {now_, now_ + std::chrono::minutes{1}, "me"}, id_));
      store::Move move;
      move.id = id_;
      move.at = now_;
      move.provider_id = "e1";
      ASSERT_EQ(store::settle(db(), {&move, 1}, "me").size(), 1U);
    });
  }
  Taken hear(ReceiptState state, bool dead = false, const std::string& id = "e1") {
    Receipt r;
    r.provider = "resend";
    r.provider_id = id;
    r.state = state;
    r.at = now_;
    r.dead_address = dead;
    r.detail = "bounced";
    return db().transaction([&] {
      alert::Trail trail(db(), "inbound:resend", now_);
      const Taken taken = alert::take_receipt(db(), trail, r);
      trail.flush();
      return taken;
    });
  }
  Counts settle() {
    Carriers carriers(config_, settings_);
    auto counts = settle_receipts(db(), carriers, settings_, "test", now_);
    EXPECT_EQ(alert::verify_audit(db()).first_broken, 0);
    return counts;
  }
  store::Message message() { return store::find_message(db(), id_).value(); }
  std::size_t open() { return store::open_receipts(db(), 0, 100).size(); }

  // A message to Ann of an alert that is open, with Twilio.
  std::int64_t send_by_twilio(const alert::Raised& about) {
    store::Destination phone;
    phone.person_id = ann_;
    phone.channel = "sms";
    phone.address = "+447700900123";
    std::int64_t id = 0;
    db().transaction([&] {
      phone.id = store::save_destination(db(), phone, now_).id;
      store::Message m;
      m.public_id = "m-" + about.public_id;
      m.identity =
          fmt::format("{}/person:{}/destination:{}/first/1", about.public_id, ann_, phone.id);
      m.alert_id = about.id;
      m.person_id = ann_;
      m.destination_id = phone.id;
      m.channel = Channel::sms;
      m.address = phone.address;
      m.kind = "sla_breach";
      m.subject_key = "ticket:7";
      m.priority = 5;
      m.provider = "twilio";
      m.due_at = m.created_at = now_;
      id = store::add_message(db(), m).value();
      EXPECT_TRUE(store::claim_one(db(), {now_, now_ + std::chrono::minutes{1}, "me"}, id));
      store::Move move;
      move.id = id;
      move.at = now_;
      const std::string sid = sid_of(about);
      move.provider_id = sid;
      EXPECT_EQ(store::settle(db(), {&move, 1}, "me").size(), 1U);
    });
    return id;
  }
  alert::Raised raise(const std::string& key = "k") {
    AlertDraft draft;
    draft.kind = "sla_breach";
    draft.title = "Missed";
    draft.dedup_key = key;
    draft.priority = 5;
    draft.subject = {"ticket", "7"};
    draft.recipients = {"person:ann"};
    return db().transaction([&] {
      alert::Trail trail(db(), "test", now_);
      auto raised = alert::raise(db(), trail, draft);
      trail.flush();
      return raised;
    });
  }
  static std::string sid_of(const alert::Raised& about) { return "SM" + about.public_id; }
  void hear_of_twilio(const alert::Raised& about, std::string_view said, int code) {
    Receipt r;
    r.provider = "twilio";
    r.provider_id = sid_of(about);
    r.state = twilio_message_word(said)->state;
    r.at = now_;
    r.code = code;
    r.detail = said;
    db().transaction([&] {
      alert::Trail trail(db(), "inbound:twilio", now_);
      EXPECT_EQ(alert::take_receipt(db(), trail, r), Taken::applied);
      trail.flush();
    });
  }

  cli::Config config_ = cli::Config::from_text("", "defaults");
  Settings settings_ = read_settings(config_);
  Instant now_{};
  std::int64_t ann_ = 0, place_ = 0, id_ = 0;
};
TOCSIN_ON_BOTH_DATABASES(ReceiptsTest);

TEST_P(ReceiptsTest, WhatComesBeforeOurOwnRecordIsAppliedAfterIt) {
  EXPECT_EQ(hear(ReceiptState::delivered), Taken::waiting);
  EXPECT_EQ(hear(ReceiptState::delivered), Taken::repeated);
  EXPECT_EQ(settle(), Counts{});
  EXPECT_EQ(message().state, MessageState::pending);
  send();
  EXPECT_EQ(settle(), (Counts{{"confirmed", 1}}));
  EXPECT_EQ(message().state, MessageState::delivered);
  EXPECT_EQ(settle(), Counts{});
  EXPECT_EQ(open(), 0U);
}

TEST_P(ReceiptsTest, WhatIsNobodysIsForgottenInTime) {
  EXPECT_EQ(hear(ReceiptState::delivered, false, "other"), Taken::waiting);
  now_ += kForget;
  EXPECT_EQ(settle(), Counts{});
  EXPECT_EQ(open(), 1U);
  now_ += std::chrono::seconds{1};
  EXPECT_EQ(settle(), Counts{});
  EXPECT_EQ(open(), 0U);
}

TEST_P(ReceiptsTest, AFailureOfADeadAddressDisablesItOnce) {
  send();
  EXPECT_EQ(hear(ReceiptState::failed, true), Taken::applied);
  EXPECT_EQ(message().state, MessageState::failed);
  EXPECT_EQ(message().error, "resend said: bounced");
  EXPECT_EQ(settle(), (Counts{{"disabled", 1}, {"undelivered", 1}}));
  const auto place = store::find_destination(db(), place_).value();
  EXPECT_FALSE(place.enabled);
  EXPECT_TRUE(place.dead_at);
  const auto why = store::decisions_of_message(db(), id_);
  ASSERT_EQ(why.size(), 1U);
  EXPECT_EQ(why[0].reason, Reason::destination_disabled);
  EXPECT_EQ(settle(), Counts{});
}

TEST_P(ReceiptsTest, WhatDidNotArriveIsToldByTheNextChannel) {
  struct Case {
    std::string said;
    int code;
    std::string overrides;
    bool dead;
    std::string why;
  };
  const Case cases[] = {
      {"undelivered", 30005, "", true, "undelivered (30005), the number does not exist"},
      {"undelivered", 30003, "", false, "undelivered (30003), the handset cannot be reached"},
      {"failed", 30007, "30007=dead", true, "failed (30007), as configured"},
      {"failed", 0, "", false, "failed"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.why);
    config_.set("twilio.outcomes", c.overrides);
    const auto raised = raise(c.why);
    const auto phoned = send_by_twilio(raised);
    hear_of_twilio(raised, c.said, c.code);
    Counts expected{{"undelivered", 1}, {"replaced", 1}};
    if (c.dead) expected["disabled"] = 1;
    EXPECT_EQ(settle(), expected);
    const auto messages = store::messages_of_alert(db(), raised.id);
    ASSERT_EQ(messages.size(), 2U);
    EXPECT_EQ(messages[0].id, phoned);
    EXPECT_EQ(messages[0].state, MessageState::failed);
    EXPECT_EQ(messages[1].channel, Channel::email);
    EXPECT_EQ(messages[1].reason, Reason::fallback);
    EXPECT_EQ(messages[1].state, MessageState::pending);
    const auto why = store::decisions_of_message(db(), messages[1].id);
    ASSERT_EQ(why.size(), 1U);
    EXPECT_EQ(why[0].detail, fmt::format("m-{} by sms: twilio said: {}", raised.public_id, c.why));
    EXPECT_EQ(settle(), Counts{}) << "once";
  }
}

TEST_P(ReceiptsTest, ADeputyIsToldWhereThereIsNoOtherChannel) {
  db().transaction([&] {
    store::Person bob;
    bob.source = "test";
    bob.external_id = "bob";
    bob.name = "Bob";
    bob.email = "bob@example.org";
    store::save_person(db(), bob, now_);
    store::set_preference(db(), {ann_, {}}, "deputy", "person:bob", now_);
    store::set_preference(db(), {ann_, {}}, "channels", {{"email", false}}, now_);
  });
  const auto raised = raise();
  send_by_twilio(raised);
  hear_of_twilio(raised, "undelivered", 30005);
  EXPECT_EQ(settle(), (Counts{{"undelivered", 1}, {"replaced", 1}, {"disabled", 1}}));
  const auto messages = store::messages_of_alert(db(), raised.id);
  ASSERT_EQ(messages.size(), 2U);
  EXPECT_EQ(messages[1].address, "bob@example.org");
  EXPECT_EQ(store::decisions_of_message(db(), messages[1].id).at(0).reason, Reason::deputy);
}

TEST_P(ReceiptsTest, AComplaintOfWhatArrivedDisablesTheAddressToo) {
  send();
  EXPECT_EQ(hear(ReceiptState::delivered), Taken::applied);
  EXPECT_EQ(hear(ReceiptState::delivered, true), Taken::late);
  EXPECT_EQ(settle(), (Counts{{"disabled", 1}}));
  EXPECT_EQ(message().state, MessageState::delivered);
}

TEST_P(ReceiptsTest, AnAddressThatWasChangedSinceIsNotBlamed) {
  send();
  db().transaction([&] {
    store::Person ann = store::find_person(db(), ann_).value();
    ann.email = "new@example.org";
    store::save_person(db(), ann, now_);
  });
  EXPECT_EQ(hear(ReceiptState::failed, true), Taken::applied);
  EXPECT_EQ(settle(), (Counts{{"undelivered", 1}}));
  EXPECT_TRUE(store::find_destination(db(), place_).value().enabled);
}

TEST_P(ReceiptsTest, OnlyWhatLeftCanMove) {
  struct Case {
    ReceiptState said;
    MessageState state;
  };
  send();
  const Case cases[] = {{ReceiptState::sent, MessageState::sent},
                        {ReceiptState::delivered, MessageState::delivered},
                        {ReceiptState::failed, MessageState::delivered},
                        {ReceiptState::read, MessageState::read},
                        {ReceiptState::failed, MessageState::read}};
  for (const Case& c : cases) {
    hear(c.said);
    EXPECT_EQ(message().state, c.state) << word(c.said);
  }
  EXPECT_EQ(open(), 0U);
}

}  // namespace
}  // namespace tocsin::notify
