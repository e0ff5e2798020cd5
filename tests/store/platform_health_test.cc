#include "store/platform_health.h"

#include <gtest/gtest.h>

#include "store/offer_writer.h"
#include "support/databases.h"

namespace tocsin::store {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

Figures answers(std::initializer_list<int> milliseconds) {
  Figures f;
  for (const int ms : milliseconds) {
    ++f.fetches;
    ++f.good;
    f.add_latency(Duration{ms});
  }
  return f;
}

TEST(FiguresTest, SharesOfNothingAreNothing) {
  const Figures none;
  EXPECT_FALSE(none.success());
  EXPECT_FALSE(none.detection());
  EXPECT_FALSE(none.mean_latency());
  EXPECT_FALSE(none.latency_at(0.5));
}

TEST(FiguresTest, LatencyIsEstimatedWithinItsBin) {
  // Ten answers up to 50 ms, ten from 200 to 500 ms.
  Figures f;
  for (int i = 0; i < 10; ++i) f.add(answers({40, 300}));
  EXPECT_EQ(f.latency_at(0.25), Duration{25});
  EXPECT_EQ(f.latency_at(0.5), Duration{50});
  EXPECT_EQ(f.latency_at(0.75), Duration{350});
  EXPECT_EQ(f.latency_at(1), Duration{500});
  EXPECT_EQ(f.mean_latency(), Duration{170});
  EXPECT_EQ(answers({50, 51}).within[0], 1);
  EXPECT_EQ(answers({90'000}).latency_at(0.5), Duration{10'000}) << "the last edge";
}

class PlatformHealthTest : public test::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    OfferWriter writer(db());
    id_ = writer.platform_id("hall", now_);
  }
  const Instant now_ = at("2026-03-08T12:30:00Z");
  std::int64_t id_ = 0;
};
TOCSIN_ON_BOTH_DATABASES(PlatformHealthTest);

TEST_P(PlatformHealthTest, FiguresOfAnHourAddUpAndAWindowSumsItsHours) {
  Figures bad;
  bad.fetches = 2;
  bad.blocked = 1;
  bad.late = Duration{4000};
  add_figures(db(), id_, now_, answers({10, 20}));
  add_figures(db(), id_, now_ + minutes{10}, bad);
  add_figures(db(), id_, now_ - hours{30}, answers({10}));
  add_figures(db(), id_, now_ - hours{24 * 8}, answers({10}));

  const Figures day = figures_since(db(), id_, now_ - hours{24});
  EXPECT_EQ(day.fetches, 4);
  EXPECT_DOUBLE_EQ(*day.success(), 0.5);
  EXPECT_DOUBLE_EQ(*day.blocked_share(), 0.25);
  EXPECT_EQ(day.mean_lateness(), Duration{1000});
  EXPECT_EQ(day.answers(), 2);
  EXPECT_EQ(figures_since(db(), id_, now_ - hours{24 * 7}).fetches, 5);
}

TEST_P(PlatformHealthTest, OldHoursGoWhenANewOneBegins) {
  add_figures(db(), id_, now_ - kKeepHours - hours{2}, answers({10}));
  add_figures(db(), id_, now_ - hours{1}, answers({10}));
  EXPECT_EQ(figures_since(db(), id_, now_ - 2 * kKeepHours).fetches, 1);
}

TEST_P(PlatformHealthTest, HealthComesBackAsItWasStored) {
  PlatformHealth health = *find_platform(db(), id_);
  health.failures = 6;
  health.failing_since = now_ - hours{1};
  health.last_error = "timed out";
  health.told_at = now_;
  health.told_times = 2;
  health.told_watchers = true;
  health.breaker = {BreakerState::open, 6, 2, now_ + minutes{4}};
  save_platform_health(db(), health);
  const PlatformHealth stored = *find_platform(db(), id_);
  EXPECT_EQ(stored.name, "hall");
  EXPECT_EQ(stored.failures, 6);
  EXPECT_EQ(stored.failing_since, health.failing_since);
  EXPECT_EQ(stored.last_error, "timed out");
  EXPECT_EQ(stored.told_at, now_);
  EXPECT_EQ(stored.told_times, 2);
  EXPECT_TRUE(stored.told_watchers);
  EXPECT_EQ(stored.breaker, health.breaker);
}

}  // namespace
}  // namespace tocsin::store
