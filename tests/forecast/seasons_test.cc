#include "forecast/seasons.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "forecast/demand.h"
#include "forecast/histories.h"
#include "forecast/prepare.h"

namespace tocsin::forecast {
namespace {

using namespace test;  // NOLINT
using ::testing::DoubleNear;
using ::testing::Each;
using ::testing::Pointwise;

TEST(Seasons, TheMovingTrendOfALineIsTheLine) {
  const auto values = made_by(20, [](int t) { return 3.0 + 2 * t; });
  for (const int period : {3, 4}) {
    const auto trend = moving_trend(values, period);
    for (std::size_t i = 2; i < 18; ++i) EXPECT_DOUBLE_EQ(trend[i], values[i]) << period;
  }
}

TEST(Seasons, MultipliedSeasonsAreFoundAndPutBack) {
  const double factor[] = {1.2, 0.9, 1.1, 0.8};
  const auto values = made_by(40, [&](int t) { return 0.5 * factor[t % 4]; });
  std::vector<double> adjusted;
  const Seasons seasons(values, std::vector{4}, adjusted);
  ASSERT_TRUE(seasons.any());
  EXPECT_TRUE(seasons.multiply());
  EXPECT_NEAR(seasons.strength(), 1, 1e-9);
  EXPECT_THAT(adjusted, Each(DoubleNear(0.5, 1e-9)));
  seasons.put_back(0, adjusted);
  EXPECT_THAT(adjusted, Pointwise(DoubleNear(1e-9), values));
}

TEST(Seasons, BelowZeroTheyAdd) {
  const double add[] = {3, -1, -2};
  const auto values = made_by(30, [&](int t) { return add[t % 3]; });
  std::vector<double> adjusted;
  const Seasons seasons(values, std::vector{3}, adjusted);
  ASSERT_TRUE(seasons.any());
  EXPECT_FALSE(seasons.multiply());
  EXPECT_THAT(adjusted, Each(DoubleNear(0, 1e-9)));
}

TEST(Seasons, SeveralAreTakenOutOneAfterTheOther) {
  const double pi = std::acos(-1.0);
  const auto values = made_by(24 * 7 * 5, [&](int t) {
    return 10 + std::sin(2 * pi * t / 24) + 0.5 * std::sin(2 * pi * t / 168);
  });
  std::vector<double> adjusted;
  const Seasons seasons(values, std::vector{168, 24}, adjusted);
  for (std::size_t i = 168; i + 168 < values.size(); ++i) EXPECT_NEAR(adjusted[i], 10, 0.03) << i;
}

TEST(Seasons, NoiseHasNoneNineTimesInTen) {
  int found = 0;
  for (unsigned seed = 1; seed <= 200; ++seed) {
    if (is_seasonal(noise(72, seed), 12)) ++found;
  }
  EXPECT_LT(found, 20);  // one-sided at 1.645: 5 % and chance
  EXPECT_FALSE(is_seasonal(std::vector<double>(40, 1.0), 4));
  EXPECT_FALSE(is_seasonal(std::vector<double>{1, 2, 1, 2, 1}, 2));
}

TEST(Prepare, GapsInsideAreLinesAndThoseAtTheEndsAreNotHistory) {
  const std::vector<double> values{NAN, 2, NAN, NAN, 8, NAN};
  const Prepared prepared(values, {});
  ASSERT_EQ(prepared.size(), 4U);
  EXPECT_EQ(prepared.late(), 1U);
  EXPECT_EQ(prepared.real_count(), 2U);
  EXPECT_FALSE(prepared.is_real(1));
  const auto got = prepared.history().values;
  for (int i = 0; i < 4; ++i) EXPECT_DOUBLE_EQ(got[i] * prepared.scale(), 2 + 2 * i);
}

TEST(Prepare, GapsAreSeasonalWhereTheSeriesIs) {
  const double factor[] = {1.4, 0.7, 1.1, 0.8};
  auto values = made_by(40, [&](int t) { return 100 * factor[t % 4]; });
  values[20] = NAN;
  const Prepared prepared(values, std::vector{4});
  EXPECT_NEAR(prepared.history().values[20] * prepared.scale(), 140, 8);
}

TEST(Prepare, LongSeriesAreCutToTheNewestAndKeepTheirSeason) {
  const auto values = made_by(100'000, [](int t) { return 10.0 + t % 7; });
  const Prepared prepared(values, std::vector{7});
  ASSERT_EQ(prepared.size(), kWindow);
  std::vector<double> next(7, prepared.history().adjusted.back());
  prepared.history().seasons.put_back(prepared.size(), next);
  for (int k = 0; k < 7; ++k) {
    EXPECT_NEAR(next[static_cast<std::size_t>(k)] * prepared.scale(), 10 + (100'000 + k) % 7, 0.1);
  }
}

TEST(Prepare, NothingAtAll) {
  EXPECT_EQ(Prepared(std::vector<double>{}, {}).size(), 0U);
  EXPECT_EQ(Prepared(std::vector<double>{NAN, NAN}, {}).size(), 0U);
}

TEST(Demand, IsClassifiedByIntervalAndVariation) {
  EXPECT_EQ(classify_demand(std::vector<double>{5, 5, 6, 5}), Demand::smooth);
  EXPECT_EQ(classify_demand(std::vector<double>{1, 9, 1, 1, 20}), Demand::erratic);
  EXPECT_EQ(classify_demand(std::vector<double>{0, 5, 0, 5, 5, 0}), Demand::intermittent);
  EXPECT_EQ(classify_demand(std::vector<double>{0, 1, 0, 0, 20, 0}), Demand::lumpy);
  EXPECT_EQ(classify_demand(std::vector<double>{0, 0}), Demand::smooth);
  EXPECT_EQ(classify_demand(std::vector<double>{0, -5, 0, 0}), Demand::smooth);
}

}  // namespace
}  // namespace tocsin::forecast
