// Each method against what its definition gives, by hand or by brute force.
#include "forecast/model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "forecast/histories.h"

namespace tocsin::forecast {
namespace {

using namespace test;  // NOLINT
using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::Pointwise;

TEST(Models, TheTableFindsEachByItsName) {
  for (const Model& model : models()) EXPECT_EQ(find_model(model.name), &model);
  EXPECT_EQ(find_model("auto"), nullptr);
}

TEST(Models, NaiveOnes) {
  const Given given({3, 1, 4, 1, 5, 9});
  EXPECT_THAT(forecast_by("naive", given, 3), ElementsAre(9, 9, 9));
  EXPECT_THAT(forecast_by("seasonal_naive", given, 5, 3), ElementsAre(1, 5, 9, 1, 5));
  EXPECT_THAT(forecast_by("drift", given, 2), Pointwise(DoubleNear(1e-12), {9 + 1.2, 9 + 2.4}));
  EXPECT_THAT(forecast_by("short", given, 1), ElementsAre((9 + 4) / 2.0));
}

TEST(Models, FromAnyBeginningAsIfTheRestWereNotThere) {
  const Given given({3, 1, 4, 1, 5, 9});
  const History history = given.history(3);
  for (const auto& [name, expected] :
       {std::pair{"naive", 4.0}, {"seasonal_naive", 3.0}, {"drift", 4.5}, {"short", 3.5}}) {
    const auto fitted = find_model(name)->fit(history);
    double out[1];
    fitted->forecast(3, out);
    EXPECT_DOUBLE_EQ(out[0], expected) << name;
  }
}

// A line without noise: whatever knows of trends goes on along it.
TEST(Models, GoOnAlongALine) {
  const Given given(made_by(24, [](int t) { return 0.2 + 0.03 * t; }));
  const auto line = made_by(6, [](int k) { return 0.2 + 0.03 * (24 + k); });
  for (const auto* name : {"drift", "holt", "ets", "arima"}) {
    EXPECT_THAT(forecast_by(name, given, 6), Pointwise(DoubleNear(0.004), line)) << name;
  }
  // Theta keeps half the slope; with its weight free nearly all of it.
  const auto half = forecast_by("theta", given, 6);
  EXPECT_NEAR(half[5] - half[0], 5 * 0.015, 1e-9);
  const auto all = forecast_by("optimised_theta", given, 6);
  EXPECT_NEAR(all[5] - all[0], 5 * 0.03, 0.03);
}

TEST(Models, RepeatSeasonsWithoutNoise) {
  const double add[] = {0.2, -0.1, 0.05, -0.15};
  const auto at = [&](int t) { return 0.5 + add[t % 4]; };
  const Given given(made_by(32, at), 4);
  const auto expected = made_by(8, [&](int k) { return at(32 + k); });
  for (const Model& model : models()) {
    const auto name = model.name;
    // Methods without seasons of their own see the adjusted history; demand has none.
    if (name == "naive" || name == "croston" || name == "sba" || name == "tsb") continue;
    EXPECT_THAT(forecast_by(name, given, 8, 4), Pointwise(DoubleNear(0.02), expected)) << name;
  }
}

TEST(Models, SimpleSmoothingHasTheLeastSquaresOfAnyParameter) {
  const auto errors = noise(60, 7);
  double level = 0.5;
  const auto values = made_by(60, [&](int t) {
    const double value = level + 0.05 * errors[static_cast<std::size_t>(t)];
    level += 0.3 * 0.05 * errors[static_cast<std::size_t>(t)];
    return value;
  });
  double best = INFINITY, expected = 0;
  for (double alpha = 0.001; alpha < 1; alpha += 0.001) {
    // The best start for this alpha: the errors are linear in it.
    const auto run = [&](double start) {
      double l = start, sum = 0;
      for (const double v : values) {
        sum += (v - l) * (v - l);
        l += alpha * (v - l);
      }
      return std::pair(sum, l);
    };
    const double a = run(0).first, b = run(1).first, c = run(-1).first;
    const double start = (c - b) / (2 * (b + c - 2 * a));
    if (const auto [sum, last] = run(start); sum < best) {
      best = sum;
      expected = last;
    }
  }
  EXPECT_NEAR(forecast_by("ses", Given(values), 1)[0], expected, 0.003);
}

TEST(Models, DampedTrendsFlatten) {
  const auto errors = noise(40, 3);
  const auto values = made_by(40, [&](int t) {
    return 0.9 * (1 - std::pow(0.9, t)) + 0.005 * errors[static_cast<std::size_t>(t)];
  });
  const auto out = forecast_by("damped", Given(values), 20);
  EXPECT_LT(std::abs(out[19] - out[10]), std::abs(out[10] - out[0]) + 1e-9);
  EXPECT_NEAR(out[19], 0.9, 0.05);
}

// (1 - phi B) with phi 0.7 about a mean: the forecast returns to it at that rate.
TEST(Arima, FindsAnAutoregression) {
  const auto errors = noise(600, 11);
  double x = 0;
  const auto values = made_by(600, [&](int t) {
    x = 0.7 * x + 0.02 * errors[static_cast<std::size_t>(t)];
    return 0.5 + x;
  });
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / 600;
  const auto out = forecast_by("arima", Given(values), 40);
  const double away = values.back() - mean;
  EXPECT_NEAR(out[0] - mean, 0.7 * away, 0.1 * std::abs(away) + 0.002);
  EXPECT_NEAR(out[39], mean, 0.003);
}

TEST(Arima, DifferencesAwayATrendAndASeason) {
  const auto errors = noise(120, 5);
  const double pi = std::acos(-1.0);
  const auto at = [&](int t) { return 0.3 + 0.004 * t + 0.1 * std::sin(2 * pi * t / 12); };
  const auto values =
      made_by(120, [&](int t) { return at(t) + 0.002 * errors[static_cast<std::size_t>(t)]; });
  const auto out = forecast_by("arima", Given(values, 12), 12, 12);
  EXPECT_THAT(out, Pointwise(DoubleNear(0.012), made_by(12, [&](int k) { return at(120 + k); })));
}

// A demand of 6 every third step: size and interval never vary.
TEST(Intermittent, RegularDemandHasItsRate) {
  const Given given(made_by(30, [](int t) { return t % 3 == 2 ? 6.0 : 0.0; }));
  EXPECT_THAT(forecast_by("croston", given, 2), ElementsAre(2, 2));
  const double sba = forecast_by("sba", given, 1)[0];
  EXPECT_LT(sba, 2);
  EXPECT_GE(sba, 2 * (1 - 0.3 / 2));
}

TEST(Intermittent, DemandThatEndsIsForgottenByTsbAlone) {
  const Given given(made_by(60, [](int t) { return t < 30 && t % 3 == 2 ? 6.0 : 0.0; }));
  EXPECT_DOUBLE_EQ(forecast_by("croston", given, 1)[0], 2);
  EXPECT_LT(forecast_by("tsb", given, 1)[0], 0.5);
}

TEST(Intermittent, NoDemandAtAllCannotBeFitted) {
  EXPECT_TRUE(forecast_by("croston", Given(std::vector<double>(10, 0.0)), 1).empty());
}

}  // namespace
}  // namespace tocsin::forecast
