// The inbox, and what reached a destination.

#include "store/inbox.h"
#include "base/id.h"
#include "store/destinations.h"
#include "store/people.h"
#include "support/databases.h"

namespace tocsin::store {
namespace {

class InboxTest : public test::DatabaseTest {
 protected:
  void SetUp() override {
    test::DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    now_ = at("2026-06-01T12:00:00Z");
    db().transaction([&] {
      for (auto* id : {&ann_, &bob_}) {
        Person person;
        person.source = "test";
        person.external_id = id == &ann_ ? "ann" : "bob";
        person.name = person.external_id;
        *id = save_person(db(), person, now_).id;
      }
      place_.person_id = ann_;
      place_.channel = "webhook";
      place_.address = "https://example.org/hook";
      place_.id = save_destination(db(), place_, now_).id;
    });
  }

  // A message that went its way up to `to`.
  std::int64_t message(std::int64_t person, Channel channel, MessageState to, Instant when) {
    Message m;
    m.public_id = m.identity = new_id(IdKind::message, when);
    m.person_id = person;
    m.destination_id = place_.id;
    m.channel = channel;
    m.address = "x";
    m.kind = "test";
    m.subject_key = "a:b";
    m.due_at = m.created_at = when;
    return db().transaction([&] {
      m.id = add_message(db(), m).value();
      if (to == MessageState::pending) return m.id;
      claim_one(db(), {when, when + std::chrono::minutes(2), "run"}, m.id);
      Move move;
      move.id = m.id;
      move.to = to == MessageState::read ? MessageState::delivered : to;
      move.at = move.due_at = when;
      move.attempts = 1;
      move.error = to == MessageState::failed ? "refused" : "";
      settle(db(), {&move, 1}, "run");
      if (to == MessageState::read) mark_read(db(), m.id);
      return m.id;
    });
  }
  std::vector<std::int64_t> ids(const InboxFilter& filter) {
    std::vector<std::int64_t> out;
    for (const Message& m : inbox(db(), filter)) out.push_back(m.id);
    return out;
  }

  Instant now_{};
  std::int64_t ann_ = 0, bob_ = 0;
  Destination place_;
};
TOCSIN_ON_BOTH_DATABASES(InboxTest);

TEST_P(InboxTest, HoldsWhatCameInAppAndNothingElse) {
  const auto hour = [&](int n) { return now_ + std::chrono::hours(n); };
  const auto read = message(ann_, Channel::inapp, MessageState::read, hour(0));
  const auto unread = message(ann_, Channel::inapp, MessageState::delivered, hour(1));
  message(ann_, Channel::inapp, MessageState::pending, hour(2));
  message(ann_, Channel::inapp, MessageState::failed, hour(3));
  message(ann_, Channel::email, MessageState::delivered, hour(4));
  message(bob_, Channel::inapp, MessageState::delivered, hour(5));
  const auto newest = message(ann_, Channel::inapp, MessageState::delivered, hour(6));

  InboxFilter filter;
  filter.person_id = ann_;
  EXPECT_EQ(ids(filter), (std::vector{newest, unread, read}));
  EXPECT_EQ(unread_in_inbox(db(), ann_), 2);
  filter.only_unread = true;
  EXPECT_EQ(ids(filter), (std::vector{newest, unread}));
  filter.only_unread = false;
  filter.limit = 1;
  EXPECT_EQ(ids(filter), std::vector{newest});
  filter.before_id = newest;
  EXPECT_EQ(ids(filter), std::vector{unread});
  filter.limit = 9;
  filter.since = hour(1);
  EXPECT_EQ(ids(filter), std::vector{unread});
}

TEST_P(InboxTest, AMessageIsReadOnceAndOnlyIfItWasSent) {
  const auto there = message(ann_, Channel::inapp, MessageState::delivered, now_);
  const auto waiting = message(ann_, Channel::inapp, MessageState::pending, now_);
  db().transaction([&] {
    EXPECT_TRUE(mark_read(db(), there));
    EXPECT_FALSE(mark_read(db(), there));
    EXPECT_FALSE(mark_read(db(), waiting));
  });
  EXPECT_EQ(find_message(db(), there)->state, MessageState::read);
  EXPECT_EQ(find_message(db(), waiting)->state, MessageState::pending);
}

TEST_P(InboxTest, KnowsWhetherADestinationTookAnything) {
  message(ann_, Channel::webhook, MessageState::failed, now_);
  EXPECT_FALSE(reached_since(db(), place_.id, now_));
  message(ann_, Channel::webhook, MessageState::sent, now_ + std::chrono::hours(10));
  EXPECT_TRUE(reached_since(db(), place_.id, now_));
  EXPECT_FALSE(reached_since(db(), place_.id, now_ + std::chrono::hours(11)));
  EXPECT_FALSE(reached_since(db(), place_.id + 1, now_));
}

}  // namespace
}  // namespace tocsin::store
