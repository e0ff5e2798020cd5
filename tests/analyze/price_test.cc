#include "analyze/price.h"

#include <gtest/gtest.h>

#include <random>

#include "analyze/scenes.h"
#include "analyze/score.h"

namespace tocsin::analyze {
namespace {

using namespace test;  // NOLINT

TEST(Price, FallsAreExact) {
  EXPECT_TRUE(fell_by(gbp(10000), gbp(9500), 500));
  EXPECT_FALSE(fell_by(gbp(10000), gbp(9501), 500));
  EXPECT_TRUE(fell_by(gbp(9999), gbp(9499), 500));   // 499.95 and more
  EXPECT_FALSE(fell_by(gbp(9999), gbp(9500), 500));  // 499 only
  EXPECT_FALSE(fell_by(gbp(10000), eur(1), 500));
  EXPECT_FALSE(fell_by(gbp(0), gbp(0), 500));
  EXPECT_FALSE(fell_by(gbp(10), gbp(10), 1));
}

TEST(Price, FallsAgreeWithWideArithmetic) {
  std::mt19937_64 random(11);  // NOLINT: reproducible on purpose
  for (int i = 0; i < 20000; ++i) {
    const auto before = static_cast<std::int64_t>(random() % 1'000'000'000'000'000) + 1;
    const auto percent = static_cast<std::int64_t>(random() % 10'000) + 1;
    // At the border, where rounding would show.
    const auto border = static_cast<long double>(before) * static_cast<long double>(percent) / 1e4L;
    const auto now =
        before - static_cast<std::int64_t>(border) + static_cast<int>(random() % 3) - 1;
    __extension__ using Wide = __int128;
    const bool expected = now < before && Wide{before - now} * 10'000 >= Wide{before} * percent;
    EXPECT_EQ(fell_by(gbp(before), gbp(now), percent), expected) << before << ' ' << now;
  }
}

TEST(Price, PercentForPeople) {
  EXPECT_EQ(say_percent(change_in_tenths(gbp(11900), gbp(9500))), "20 %");
  EXPECT_EQ(say_percent(change_in_tenths(gbp(10000), gbp(9750))), "2.5 %");
  EXPECT_EQ(say_percent(change_in_tenths(gbp(10000), gbp(9500))), "5 %");
  EXPECT_EQ(change_in_tenths(gbp(100), gbp(150)), 500);
}

TEST(Price, PastWeighsPricesByHowLongTheyHeld) {
  const Instant now = at("2026-11-21T00:00:00Z");
  const auto day = [&](int n) { return now - std::chrono::days{n}; };
  const auto point = [](Instant when, std::int64_t minor) {
    return store::PricePoint{when, gbp(minor), {}, gbp(minor), {}, Availability::in_stock};
  };
  // 100 for 16 days, 60 for one, 100 for one, 90 for one, 80 since a day.
  const History history{point(day(20), 10000), point(day(4), 6000), point(day(3), 10000),
                        point(day(2), 9000), point(day(1), 8000)};
  const History* const all[] = {&history};
  const PricePast past = past_of(all, gbp(0).currency, now);
  EXPECT_EQ(past.low, gbp(6000));
  EXPECT_EQ(past.tenth, gbp(8000));
  EXPECT_EQ(past.median, gbp(10000));
  EXPECT_EQ(past_of(all, eur(0).currency, now).changes, 0);
}

TEST(Score, ThresholdsAndFloor) {
  const std::pair<double, Priority> cases[] = {{0, 1},    {0.19, 1}, {0.2, 2}, {0.4, 3},
                                               {0.59, 3}, {0.6, 4},  {0.8, 5}, {1, 5}};
  for (const auto& [value, priority] : cases) EXPECT_EQ(priority_of_score(value), priority);
  ScoreFacts dull;
  dull.kind = "ticket_match";
  EXPECT_LT(score(dull, {}).priority, 3);
  dull.kind = "back_in_stock";
  EXPECT_GE(score(dull, {}).priority, 3);
}

TEST(Score, MoreOfAFactorNeverScoresLess) {
  ScoreFacts f;
  f.kind = "price_drop";
  f.reference = gbp(10000);
  f.price = gbp(9500);
  f.until_event = std::chrono::days{60};
  f.match = 0.5;
  const double base = score(f, {}).score;
  ScoreFacts cheaper = f, sooner = f, better = f, scarce = f;
  cheaper.price = gbp(7000);
  sooner.until_event = std::chrono::days{2};
  better.favourites = {"leeds united"};
  scarce.tickets = 1;
  for (const ScoreFacts& more : {cheaper, sooner, better, scarce}) {
    EXPECT_GT(score(more, {}).score, base);
  }
  EXPECT_NEAR(score_of(score(f, {3, 2, 2, 2, 1}).breakdown), base, 1e-9);  // weights are shares
}

}  // namespace
}  // namespace tocsin::analyze
