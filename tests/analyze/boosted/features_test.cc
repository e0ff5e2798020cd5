#include "analyze/boosted/features.h"

#include <gtest/gtest.h>

#include <cmath>

#include "analyze/outlook/market_views.h"
#include "analyze/scenes.h"

namespace tocsin::analyze {
namespace {

using namespace test;  // NOLINT

const Instant kNow = at("2026-11-20"), kStarts = at("2026-11-27T19:00:00Z");

float named(const Features& row, std::string_view name) {
  for (std::size_t i = 0; i < kFeatureNames.size(); ++i) {
    if (kFeatureNames[i] == name) return row.at(i);
  }
  throw std::runtime_error(std::string(name));
}

Course course() {
  Course out;
  out.currency = gbp(0).currency;
  out.moments = {
      {at("2026-11-01"), 10000, 40}, {at("2026-11-10"), 8000, 30}, {at("2026-11-18"), 9000, 20}};
  out.read_until = kNow;
  return out;
}

TEST(BoostedFeatures, AreRatiosAndDays) {
  const Course seen = course();
  const Situation s{.course = &seen, .starts_at = kStarts, .examples = {}, .now = kNow};
  const auto rows = features_of(s, kNow, {std::chrono::days{1}, std::chrono::days{7}});
  ASSERT_EQ(rows.size(), 2U);
  const Features& row = rows[1];
  ASSERT_EQ(row.size(), kFeatureNames.size());
  EXPECT_EQ(named(rows[0], "length"), 1);
  EXPECT_EQ(named(row, "length"), 7);
  EXPECT_NEAR(named(row, "days_left"), 7.79, 0.01);
  EXPECT_NEAR(named(row, "share_of_rest"), 0.9, 0.01);
  EXPECT_EQ(named(row, "on_sale"), 19);
  EXPECT_EQ(named(row, "change_1d"), 0);
  EXPECT_NEAR(named(row, "change_3d"), std::log(9. / 8), 1e-6);
  EXPECT_NEAR(named(row, "change_14d"), std::log(0.9), 1e-6);
  EXPECT_NEAR(named(row, "above_low"), std::log(9. / 8), 1e-6);
  EXPECT_NEAR(named(row, "below_high"), std::log(10. / 9), 1e-6);
  EXPECT_NEAR(named(row, "against_first"), std::log(0.9), 1e-6);
  EXPECT_EQ(named(row, "since_change"), 2);
  EXPECT_NEAR(named(row, "changes_per_day"), 2. / 19, 1e-6);
  EXPECT_EQ(named(row, "stock_share"), 0.5F);
  EXPECT_NEAR(named(row, "sold_3d"), 10. / 3 / 20, 1e-6);
  EXPECT_EQ(named(row, "tickets"), 1);
  EXPECT_EQ(named(row, "reliability"), 1);
  EXPECT_EQ(named(row, "weekday"), 5);
  EXPECT_EQ(named(row, "similar"), 0);
  EXPECT_TRUE(std::isnan(named(row, "similar_level")));
}

// What is not known is NaN; nothing is ever infinite.
TEST(BoostedFeatures, WhatIsNotKnownIsMissing) {
  Course none;
  Course no_price = course(), one = course();
  for (Moment& m : no_price.moments) m = {m.at, {}, 0};
  one.moments = {{kNow, 1, 0}};
  for (const Course* c : {&none, &no_price, &one}) {
    for (const auto& starts : {std::optional(kStarts), std::optional<Instant>(), {kNow}}) {
      const Situation s{.course = c, .starts_at = starts, .examples = {}, .now = kNow};
      for (const Features& row : features_of(s, kNow, {std::chrono::days{1}})) {
        ASSERT_EQ(row.size(), kFeatureNames.size());
        for (const float v : row) EXPECT_FALSE(std::isinf(v));
        EXPECT_TRUE(c == &one || std::isnan(named(row, "change_1d")));
        EXPECT_TRUE(starts || std::isnan(named(row, "days_left")));
      }
    }
  }
}

// Asked about the past, they know no more than was known then.
TEST(BoostedFeatures, DoNotKnowWhatCameLater) {
  MarketView market(tocsin::test::simulate_market(31, 60));
  for (std::size_t i = 45; i < 60; ++i) {
    const Instant starts = *market.events()[i].facts.starts_at;
    const Instant then = starts - std::chrono::days{12};
    Situation late = market.at(i, starts - std::chrono::days{2});
    std::deque<Course> keep;
    const Situation cut = as_of(late, then, keep);
    const std::vector<Duration> lengths{std::chrono::hours{1}, std::chrono::days{7}};
    const auto asked_later = features_of(late, then, lengths);
    const auto asked_then = features_of(cut, then, lengths);
    for (std::size_t row = 0; row < lengths.size(); ++row) {
      for (std::size_t f = 0; f < kFeatureNames.size(); ++f) {
        const float a = asked_later[row][f], b = asked_then[row][f];
        EXPECT_TRUE(a == b || (std::isnan(a) && std::isnan(b))) << kFeatureNames[f] << ' ' << i;
      }
    }
  }
}

}  // namespace
}  // namespace tocsin::analyze
