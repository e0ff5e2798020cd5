#include "analyze/outlook/jumps.h"

#include <gtest/gtest.h>

#include "analyze/scenes.h"

namespace tocsin::analyze {
namespace {

using namespace test;  // NOLINT

const Instant kNow = at("2026-11-20");

// A reading a day for a month: `high` and 10000 by turns.
Course swinging(std::int64_t high) {
  Course out;
  out.currency = gbp(0).currency;
  out.read_until = kNow;
  for (int day = 30; day >= 0; --day) {
    const Moment m{kNow - std::chrono::days{day}, day % 2 == 0 ? 10000 : high, 20};
    if (out.moments.empty() || !out.moments.back().same_state(m)) out.moments.push_back(m);
  }
  return out;
}

Situation beside(const Course& course, const Course& other, Method method = Method::learned) {
  Situation s{.course = &course,
              .starts_at = at("2026-12-20"),
              .examples = {},
              .now = kNow,
              .method = method};
  for (int i = 0; i < 4; ++i) s.examples.push_back({i, "other", &other, at("2026-12-01"), 0.9});
  return s;
}

TEST(Jumps, AreThoseSeen) {
  const Course quiet = swinging(10000), lively = swinging(12000);
  const Jumps jumps = jumps_of(beside(lively, lively));
  EXPECT_NEAR(jumps.per_day, 0.95, 0.05);
  EXPECT_NEAR(jumps.size, std::log(1.2), 0.01);
  EXPECT_NEAR(jumps.mean, 0, 0.01);
  EXPECT_LT(jumps_of(beside(quiet, quiet)).per_day, 0.03);
}

TEST(Jumps, AMarketThatWakesUpIsExpectedToMoveTheQuietOnes) {
  const Course quiet = swinging(10000), lively = swinging(12000);
  const Jumps alone = jumps_of(beside(quiet, quiet)), woken = jumps_of(beside(quiet, lively));
  EXPECT_GT(woken.per_day, 5 * alone.per_day);
  EXPECT_GT(woken.size, alone.size);
  const Jumps rules = jumps_of(beside(quiet, lively, Method::rules));
  EXPECT_EQ(rules.per_day, jumps_of(beside(quiet, quiet, Method::rules)).per_day);
}

TEST(Jumps, OfAnEventWithoutAPastAreWhatIsCommon) {
  Course none;
  none.currency = gbp(0).currency;
  none.read_until = kNow;
  const Situation s{.course = &none, .starts_at = {}, .examples = {}, .now = kNow};
  EXPECT_DOUBLE_EQ(jumps_of(s).per_day, Jumps{}.per_day);
  EXPECT_DOUBLE_EQ(jumps_of(s).size, Jumps{}.size);
}

TEST(Jumps, MakeAnAtomAndTwoTails) {
  Spread spread;
  add_jumps({0.1, 0.1, 0}, 2, 1, spread);
  spread.settle();
  EXPECT_NEAR(spread.share_at_most(0) - spread.share_at_most(-1e-12), std::exp(-0.2), 1e-9);
  EXPECT_NEAR(spread.quantile(0.99), -spread.quantile(0.01), 0.01);
  EXPECT_EQ(spread.quantile(0.5), 0);
}

}  // namespace
}  // namespace tocsin::analyze
