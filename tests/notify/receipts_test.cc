#include "notify/receipts.h"

#include <gtest/gtest.h>

#include "alert/audit.h"
#include "alert/receipts.h"
#include "store/decisions.h"
#include "store/destinations.h"
#include "store/people.h"
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
    auto counts = settle_receipts(db(), "test", now_);
    EXPECT_EQ(alert::verify_audit(db()).first_broken, 0);
    return counts;
  }
  store::Message message() { return store::find_message(db(), id_).value(); }
  std::size_t open() { return store::open_receipts(db(), 0, 100).size(); }

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
