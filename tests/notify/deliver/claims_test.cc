// Claims: of runs that die, that live long, and that meet. On both databases.

#include <thread>

#include "notify/life_fixture.h"
#include "store/messages.h"

namespace tocsin::notify {
namespace {

const store::Query kSteal("test.notify.steal",
                          "UPDATE message SET claimed_by = 'thief' WHERE id = $1");

class ClaimsTest : public test::LifeFixture {};
TOCSIN_ON_BOTH_DATABASES(ClaimsTest);

using alert::Counts;

TEST_P(ClaimsTest, ADeadRunsClaimIsTakenOver) {
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

TEST_P(ClaimsTest, AtMostOnceLeavesItUncertain) {
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

TEST_P(ClaimsTest, AClaimIsRenewedWhileItsRunLives) {
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

TEST_P(ClaimsTest, NothingIsSentUnderAClaimThatWasTakenOver) {
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

TEST_P(ClaimsTest, TwoConnectionsNeverClaimTheSame) {
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

}  // namespace
}  // namespace tocsin::notify
