// Receivers that fail: when they are tried again, and when no more. On both databases.

#include "notify/life_fixture.h"
#include "store/dead_letters.h"

namespace tocsin::notify {
namespace {

class RetryTest : public test::LifeFixture {};
TOCSIN_ON_BOTH_DATABASES(RetryTest);

using alert::Counts;

TEST_P(RetryTest, RetryAfterIsObeyedUnderTheSameKey) {
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

TEST_P(RetryTest, AGoneReceiverIsADeadLetterUntilMendedAndReplayed) {
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

TEST_P(RetryTest, AReceiverThatTakesNothingForTheWholeScheduleIsDisabled) {
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

}  // namespace
}  // namespace tocsin::notify
