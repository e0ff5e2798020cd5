// The shipped model on markets of other seeds than those it was trained on.
#include "analyze/boosted/boosted_prices.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "analyze/boosted/model_in_use.h"
#include "analyze/outlook/market_views.h"
#include "analyze/outlook/price_outlook.h"
#include "analyze/scenes.h"

namespace tocsin::analyze {
namespace {

using namespace test;  // NOLINT

struct Score {
  double error = 0, loss = 0;
  std::array<int, 3> inside{};  // of 95, 80 and 50 %
  int count = 0;

  double coverage(std::size_t i) const { return static_cast<double>(inside[i]) / count; }
  void add(const std::array<double, 7>& q, double actual) {
    ++count;
    error += std::abs(actual - q[kMedian]);
    loss += analyze::loss(q, actual);
    for (std::size_t i = 0; i < 3; ++i) inside[i] += q[i] <= actual && actual <= q[6 - i] ? 1 : 0;
  }
};

struct Contest {
  Score persistence, statistics, with_model;
};

void look(const Situation& s, const tocsin::test::MarketEvent& truth, Contest& to) {
  Situation alone = s;
  alone.boosted = nullptr;
  const PriceOutlook with_model = price_outlook(s), statistics = price_outlook(alone);
  for (std::size_t i = 0; i < with_model.forecasts.size(); ++i) {
    const std::int64_t was =
        truth.best_at(with_model.forecasts[i].horizon.target - std::chrono::hours{1});
    if (was == 0 || !with_model.price) continue;
    const double actual = std::log(static_cast<double>(was));
    const auto in_logarithms = [](const PriceForecast& f) {
      std::array<double, 7> out{};
      for (std::size_t q = 0; q < 7; ++q) out[q] = std::log(static_cast<double>(f.quantiles[q]));
      return out;
    };
    std::array<double, 7> stays{};
    stays.fill(std::log(static_cast<double>(*with_model.price)));
    to.persistence.add(stays, actual);
    to.statistics.add(in_logarithms(statistics.forecasts[i]), actual);
    to.with_model.add(in_logarithms(with_model.forecasts[i]), actual);
  }
}

TEST(BoostedPrices, BeatPersistenceAndTheStatisticsOnSeedsTheyHaveNotSeen) {
  const auto shipped = shipped_model();
  ASSERT_TRUE(shipped.model) << shipped.reason;
  for (const std::uint32_t seed : {11U, 503U}) {
    constexpr std::size_t kKnown = 60, kEvents = 160;
    MarketView market(tocsin::test::simulate_market(seed, kEvents));
    Contest contest;
    for (std::size_t i = kKnown; i < kEvents; ++i) {
      for (const int days : {30, 10, 4, 1}) {
        const auto& event = market.events()[i];
        Situation s = market.at(i, *event.facts.starts_at - std::chrono::days{days});
        s.boosted = shipped.model.get();
        look(s, event, contest);
      }
    }
    const Score &model = contest.with_model, &statistics = contest.statistics;
    RecordProperty("seed_" + std::to_string(seed),
                   fmt::format("error {:.4f} {:.4f} {:.4f} loss {:.4f} {:.4f} coverage {:.3f} "
                               "{:.3f} {:.3f}",
                               contest.persistence.error / model.count,
                               statistics.error / model.count, model.error / model.count,
                               statistics.loss / model.count, model.loss / model.count,
                               model.coverage(2), model.coverage(1), model.coverage(0)));
    ASSERT_GT(model.count, 1000);
    EXPECT_LT(model.error, 0.95 * contest.persistence.error);
    EXPECT_LT(model.error, 0.97 * statistics.error);
    EXPECT_LT(model.loss, 0.93 * statistics.loss);
    EXPECT_NEAR(model.coverage(0), 0.95, 0.03);
    EXPECT_NEAR(model.coverage(1), 0.8, 0.08);
    EXPECT_GE(model.coverage(2), 0.45);
  }
}

Course standing(std::size_t days) {
  Course out;
  out.currency = gbp(0).currency;
  out.read_until = at("2026-11-20");
  out.moments = {{out.read_until - std::chrono::days{days}, 9000, 50}};
  return out;
}

Course jumping() {
  Course out = standing(60);
  for (int i = 0; i < 60; ++i) {
    out.moments.push_back({out.read_until - std::chrono::days{60 - i}, 9000 * (1 + i % 2 * 3), 50});
  }
  return out;
}

TEST(BoostedPrices, TheRecordOnItsOwnPastTakesTheShareAway) {
  const auto shipped = shipped_model();
  ASSERT_TRUE(shipped.model) << shipped.reason;
  const auto share = [&](const Course& course) {
    const Situation s{.course = &course,
                      .starts_at = course.read_until + std::chrono::days{20},
                      .examples = {},
                      .now = course.read_until};
    const auto ahead = horizons(s.now, s.starts_at);
    return shipped.model->changes(s, ahead).at(1).share;
  };
  const double full = shipped.model->card().shares.at("24h");
  EXPECT_GT(full, 0);
  // Nothing known of it: the benefit of the doubt.
  EXPECT_DOUBLE_EQ(share(standing(0)), full);
  // A price of another kind than the market it was trained on.
  EXPECT_LT(share(standing(60)), 0.6 * full);
  EXPECT_LE(share(jumping()), full);
}

TEST(BoostedPrices, AnswersHoldForAnyInput) {
  const auto shipped = shipped_model();
  ASSERT_TRUE(shipped.model) << shipped.reason;
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinite = std::numeric_limits<float>::infinity();
  std::vector<Features> rows;
  for (const float v : {nan, infinite, -infinite, 0.0F, 1e30F, -1e30F}) {
    rows.emplace_back(kFeatureNames.size(), v);
  }
  const auto said =
      shipped.model->directions(rows, std::vector<std::string_view>(rows.size(), "x"));
  ASSERT_EQ(said.size(), rows.size());
  for (const Direction& d : said) {
    EXPECT_TRUE(d.fall >= 0 && d.rise >= 0 && d.fall + d.rise <= 1.0001);
    EXPECT_TRUE(d.fall_size > 0 && d.rise_size > 0 && std::isfinite(d.fall_size + d.rise_size));
  }
  // An infinity is a missing number.
  EXPECT_EQ(said[0].fall, said[1].fall);
  EXPECT_EQ(said[0].fall, said[2].fall);
}

TEST(BoostedPrices, WithoutAPriceOrByRulesTheyAreNotAsked) {
  const auto shipped = shipped_model();
  ASSERT_TRUE(shipped.model) << shipped.reason;
  Course course = standing(10);
  Situation s{.course = &course,
              .starts_at = course.read_until + std::chrono::days{20},
              .examples = {},
              .now = course.read_until,
              .method = Method::rules,
              .boosted = shipped.model.get()};
  EXPECT_EQ(price_outlook(s).model, "jumps");
  s.method = Method::learned;
  EXPECT_EQ(price_outlook(s).model, "history+boosted");
  course.moments.back().best.reset();
  EXPECT_TRUE(shipped.model->changes(s, horizons(s.now, s.starts_at)).empty());
  EXPECT_EQ(price_outlook(s).model, "");
}

}  // namespace
}  // namespace tocsin::analyze
