#include "forecast/intervals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "forecast/combination.h"
#include "forecast/histories.h"

namespace tocsin::forecast {
namespace {

using namespace test;  // NOLINT
using ::testing::ElementsAre;

TEST(Intervals, TheNormalLawIsTheKnownOne) {
  EXPECT_NEAR(normal_width(0.5), 0.674489750, 1e-8);
  EXPECT_NEAR(normal_width(0.95), 1.959963985, 1e-8);
  EXPECT_NEAR(normal_width(0), 0, 1e-12);
}

TEST(Intervals, WidthsRiseWithCoverageAndCanBeTurnedRound) {
  const Prepared prepared(made_by(30, [](int t) { return t % 5 + 1.0; }), {});
  for (const auto* model : {"auto", "ets", "naive"}) {
    for (const std::size_t step : {1U, 7U, 60U}) {
      const Widths widths(width_terms(prepared, step, 12), model);
      double before = 0;
      for (double coverage = 0.005; coverage < 0.999; coverage += 0.005) {
        const double width = widths.at(coverage);
        EXPECT_GE(width, before);
        before = width;
        EXPECT_NEAR(widths.coverage_of(width), coverage, 1e-3);
      }
    }
  }
}

TEST(Intervals, ErrorsGrowByTheSquareRootWhereThePastIsSilent) {
  const StepErrors errors{{2, 2.83}, {20, 20}, 2.4};
  const auto scale = error_scale(errors, 8, 0);
  EXPECT_NEAR(scale[0], 2, 0.01);
  EXPECT_NEAR(scale[7], 2 * std::sqrt(8.0), 0.02);
  for (std::size_t k = 1; k < scale.size(); ++k) EXPECT_GE(scale[k], scale[k - 1]);
  EXPECT_THAT(error_scale({}, 2, 3), ElementsAre(3, 3 * std::sqrt(2.0)));
}

TEST(Origins, AreInTheNewerHalfAndNeverPastTheEnd) {
  for (const std::size_t size : {1U, 2U, 3U, 5U, 20U, 300U, 1'000U}) {
    for (const std::size_t horizon : {1U, 6U, 500U}) {
      const Origins origins(size, horizon);
      EXPECT_LE(origins.known().size(), kMostOrigins + 1);
      std::size_t total = 0;
      for (std::size_t i = 0; i < origins.known().size(); ++i) {
        EXPECT_GE(origins.known()[i], std::max<std::size_t>(1, size / 2));
        EXPECT_EQ(origins.steps(i), std::min(horizon, size - origins.known()[i]));
        total += origins.steps(i);
      }
      EXPECT_EQ(total, origins.total());
      EXPECT_EQ(origins.known().empty(), size <= 3) << size;
    }
  }
}

TEST(Backtest, IsThatOfTheMethod) {
  const std::vector<double> values{1, 2, 4, 8, 16, 32, 64, 128};
  const Prepared prepared(values, {});
  const Origins origins(prepared.size(), 2);
  const auto fitted = find_model("naive")->fit(prepared.history());
  const auto errors = step_errors(backtest(*fitted, origins), origins, prepared);
  // From 8, 16, 32 and 64 on: one step is as long as the last value, two are three times that.
  EXPECT_DOUBLE_EQ(errors.mean[0] * prepared.scale(), (8 + 16 + 32 + 64) / 4.0);
  EXPECT_DOUBLE_EQ(errors.mean[1] * prepared.scale(), 3 * (8 + 16 + 32) / 3.0);
  EXPECT_THAT(errors.count, ElementsAre(4, 3));
}

TEST(Combination, WeightsSumToOneAndLeaveOutWhatCannotBeFitted) {
  const Prepared prepared(made_by(7, [](int t) { return 1.0 + t * t % 5; }), {});
  const Origins origins(prepared.size(), 3);
  const Pool pool = fit_pool(prepared, origins, 3);
  const Weights weights = weigh(pool, trained_coefficients());
  double sum = 0;
  for (std::size_t i = 0; i < kPool.size(); ++i) {
    sum += weights[i];
    EXPECT_EQ(weights[i] > 0, pool.members[i].fitted != nullptr) << kPool[i];
  }
  EXPECT_NEAR(sum, 1, 1e-12);
  EXPECT_EQ(pool.members.back().fitted, nullptr);  // seven values are too few for arima
}

TEST(Combination, EveryMemberIsAMethod) {
  for (const auto name : kPool) EXPECT_NE(find_model(name), nullptr) << name;
  EXPECT_EQ(trained_offsets().size(), models().size());
  for (std::size_t i = 0; i < models().size(); ++i) {
    EXPECT_EQ(trained_offsets()[i].model, models()[i].name);
  }
}

}  // namespace
}  // namespace tocsin::forecast
