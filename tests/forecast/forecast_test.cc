// Properties that hold for any series, and what is said where little is known.
#include "forecast/forecast.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "forecast/histories.h"

namespace tocsin::forecast {
namespace {

using namespace test;  // NOLINT
using ::testing::DoubleNear;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Pointwise;

constexpr double kLevels[] = {0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975};

Series series(std::vector<double> values, int horizon, std::vector<int> periods = {}) {
  return {.id = "s", .values = std::move(values), .horizon = horizon, .periods = periods};
}

Forecast of(const Series& s, std::string_view model = kAuto) {
  return forecast(s, {.model = model, .probabilities = kLevels});
}

std::vector<double> monthly(int count, unsigned seed) {
  const auto errors = noise(count, seed);
  const double pi = std::acos(-1.0);
  return made_by(count, [&](int t) {
    return 200 + 0.5 * t + 30 * std::sin(2 * pi * t / 12) + 8 * errors[static_cast<std::size_t>(t)];
  });
}

void expect_sound(const Forecast& f, int horizon) {
  ASSERT_EQ(f.mean.size(), static_cast<std::size_t>(horizon));
  ASSERT_EQ(f.quantiles.size(), std::size(kLevels));
  for (std::size_t k = 0; k < f.mean.size(); ++k) {
    EXPECT_TRUE(std::isfinite(f.mean[k]));
    for (std::size_t i = 0; i < f.quantiles.size(); ++i) {
      EXPECT_TRUE(std::isfinite(f.quantiles[i].values[k]));
      if (i == 0) continue;
      EXPECT_LE(f.quantiles[i - 1].values[k], f.quantiles[i].values[k]);
    }
  }
  ASSERT_TRUE(f.confidence.has_value());
  EXPECT_GE(*f.confidence, 0);
  EXPECT_LE(*f.confidence, 1);
}

TEST(Forecast, IsSoundForEveryMethodAndKindOfSeries) {
  const std::pair<const char*, Series> all[] = {
      {"one", series({5}, 3)},
      {"two", series({5, 7}, 3)},
      {"three", series({5, 7, 6}, 4, {12})},
      {"seven", series({5, 7, 6, 9, 8, 8, 7}, 3)},
      {"constant", series(std::vector<double>(30, 4.5), 5, {4})},
      {"zeros", series(std::vector<double>(30, 0.0), 5)},
      {"zeros, then one", series({0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 5)},
      {"negative", series(made_by(40, [](int t) { return -50.0 + t + t % 4; }), 6, {4})},
      {"around zero", series(noise(50, 2), 6, {7})},
      {"monthly", series(monthly(60, 1), 18, {12})},
      {"huge", series(made_by(30, [](int t) { return 1e300 * (1 + t % 3); }), 4)},
      {"at the limit", series(made_by(30, [](int t) { return 1.7e308 * (t % 3 - 1); }), 4)},
      {"tiny", series(made_by(30, [](int t) { return 1e-300 * (1 + t % 3); }), 4)},
      {"jump", series(made_by(30, [](int t) { return t == 20 ? 1e9 : 1.0 + t % 3; }), 4)},
      {"exponential", series(made_by(40, [](int t) { return std::exp(0.4 * t); }), 10)},
      {"gaps", series({NAN, 3, NAN, 5, 6, NAN, NAN, 7, 9, 8, 12, NAN}, 3)},
      {"demand", series(made_by(50, [](int t) { return t % 4 == 0 ? 3.0 + t % 3 : 0.0; }), 4)},
  };
  for (const auto& [name, s] : all) {
    SCOPED_TRACE(name);
    expect_sound(of(s), s.horizon);
    for (const Model& model : models()) {
      SCOPED_TRACE(model.name);
      expect_sound(of(s, model.name), s.horizon);
    }
  }
}

TEST(Forecast, ScalesWithTheSeries) {
  const auto values = monthly(60, 4);
  auto scaled = values;
  for (double& v : scaled) v *= 1024;
  for (const auto model : {kAuto, std::string_view("ets")}) {
    const Forecast f = of(series(values, 12, {12}), model);
    const Forecast g = of(series(scaled, 12, {12}), model);
    for (std::size_t k = 0; k < 12; ++k) EXPECT_DOUBLE_EQ(g.mean[k], 1024 * f.mean[k]);
    EXPECT_DOUBLE_EQ(*f.confidence, *g.confidence);
  }
}

TEST(Forecast, SimpleMethodsMoveWithTheSeries) {
  const auto values = noise(40, 9);
  auto moved = values;
  for (double& v : moved) v -= 3;
  for (const auto* model : {"naive", "seasonal_naive", "drift", "short", "ses"}) {
    const Forecast f = of(series(values, 6, {4}), model), g = of(series(moved, 6, {4}), model);
    for (std::size_t k = 0; k < 6; ++k) EXPECT_NEAR(g.mean[k], f.mean[k] - 3, 0.02) << model;
  }
}

TEST(Forecast, IsNotNegativeWhereTheHistoryIsNot) {
  const Forecast f = of(series(made_by(30, [](int t) { return std::max(0.0, 30.0 - t); }), 12));
  for (const Quantile& q : f.quantiles) {
    for (const double v : q.values) EXPECT_GE(v, 0);
  }
}

TEST(Forecast, AConstantStaysAndIsSure) {
  const Forecast f = of(series(std::vector<double>(20, 7.0), 3));
  EXPECT_THAT(f.mean, Each(7.0));
  EXPECT_THAT(f.quantiles.front().values, Each(7.0));
  EXPECT_EQ(f.confidence, 1);
  EXPECT_EQ(f.fallback, "");
  // One value is no evidence that nothing changes.
  const Forecast one = of(series({7}, 3));
  EXPECT_LT(one.quantiles.front().values[0], 7);
}

TEST(Forecast, SaysWhyItIsModest) {
  EXPECT_THAT(of(series({5, 7, 6}, 2)).fallback, HasSubstr("only 3 values"));
  EXPECT_THAT(of(series({5, 7, 6}, 2), "arima").fallback, HasSubstr("arima cannot be fitted"));
  const Forecast none = of(series({NAN, NAN}, 2));
  EXPECT_EQ(none.fallback, "there is no value to forecast from");
  EXPECT_TRUE(std::isnan(none.mean[1]));
  EXPECT_FALSE(none.confidence.has_value());
}

TEST(Forecast, MissingValuesAtTheEndPutTheHorizonOff) {
  auto values = made_by(40, [](int t) { return 10.0 + t; });
  const Forecast whole = of(series(values, 5), "drift");
  values.insert(values.end(), 3, NAN);
  const Forecast late = of(series(values, 2), "drift");
  EXPECT_NEAR(late.mean[0], whole.mean[3], 1e-9);
  EXPECT_NEAR(late.mean[1], whole.mean[4], 1e-9);
  EXPECT_NEAR(late.quantiles[0].values[1], whole.quantiles[0].values[4], 1e-6);
}

TEST(Forecast, RareDemandHasTheQuantilesOfItsHistory) {
  // Nine of ten steps without any.
  const Forecast f = of(series(made_by(100, [](int t) { return t % 10 == 9 ? 5.0 : 0.0; }), 4));
  EXPECT_THAT(f.mean, Each(DoubleNear(0.5, 0.25)));
  EXPECT_THAT(f.quantiles[3].values, Each(0.0));
  EXPECT_THAT(f.quantiles[6].values, Each(5.0));
}

TEST(Forecast, SeveralSeasonsAreFollowed) {
  const double pi = std::acos(-1.0);
  const auto at = [&](int t) {
    return 100 + 20 * std::sin(2 * pi * t / 24) + 10 * std::sin(2 * pi * t / 168);
  };
  const auto errors = noise(24 * 7 * 4, 8);
  const Forecast f = of(series(
      made_by(24 * 7 * 4, [&](int t) { return at(t) + errors[static_cast<std::size_t>(t)]; }), 48,
      {24, 168}));
  const auto expected = made_by(48, [&](int k) { return at(24 * 7 * 4 + k); });
  EXPECT_THAT(f.mean, Pointwise(DoubleNear(6), expected));
}

TEST(Forecast, ALongSeriesIsForecastFromItsEnd) {
  const auto errors = noise(100'000, 6);
  const Forecast f = of(
      series(made_by(100'000,
                     [&](int t) { return 50 + t % 7 + 0.1 * errors[static_cast<std::size_t>(t)]; }),
             14, {7}));
  const auto expected = made_by(14, [](int k) { return 50.0 + (100'000 + k) % 7; });
  EXPECT_THAT(f.mean, Pointwise(DoubleNear(0.3), expected));
}

// The truth is known: of values drawn from the law of the series so many lie within.
TEST(Forecast, IntervalsCoverWhatTheySay) {
  int within80 = 0, within95 = 0, total = 0;
  for (unsigned seed = 1; seed <= 60; ++seed) {
    auto values = monthly(84, seed);
    const std::vector<double> later(values.end() - 12, values.end());
    values.resize(72);
    const Forecast f = of(series(values, 12, {12}));
    for (std::size_t k = 0; k < 12; ++k, ++total) {
      const auto inside = [&](std::size_t low, std::size_t high) {
        return f.quantiles[low].values[k] <= later[k] && later[k] <= f.quantiles[high].values[k];
      };
      within80 += inside(1, 5) ? 1 : 0;
      within95 += inside(0, 6) ? 1 : 0;
    }
  }
  // Trained on other series than these, and with 720 values: wide bounds.
  EXPECT_NEAR(within80 / static_cast<double>(total), 0.80, 0.12);
  EXPECT_NEAR(within95 / static_cast<double>(total), 0.95, 0.05);
}

}  // namespace
}  // namespace tocsin::forecast
