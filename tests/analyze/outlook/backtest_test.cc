#include "analyze/outlook/backtest.h"

#include <gtest/gtest.h>

#include "analyze/outlook/market_views.h"
#include "analyze/scenes.h"

namespace tocsin::analyze {
namespace {

using namespace test;  // NOLINT

const Instant kFrom = at("2026-11-01"), kStarts = at("2026-12-01T20:00:00Z");

Course falling() {
  Course out;
  out.currency = gbp(0).currency;
  out.moments = {{kFrom, 10000, 20}, {at("2026-11-10"), 8000, 20}, {at("2026-11-20"), 9000, 20}};
  out.read_until = kStarts;
  return out;
}

// Says to buy from that instant on.
auto buy_from(Instant then) {
  return [then](Instant now) {
    Outlook o;
    o.made_at = now;
    o.price.price = 10000;
    o.price.daily_change = 0;
    o.price.currency = gbp(0).currency;
    PriceForecast f{.horizon = {"7d", now + std::chrono::days{7}}};
    f.quantiles.fill(now >= then ? 12000 : 10000);
    o.price.forecasts.push_back(f);
    return o;
  };
}

TEST(Backtest, CountsWhatWasPaidAgainstAtOnceAndHindsight) {
  const auto bought = follow(falling(), kFrom, kStarts, buy_from(at("2026-11-12")));
  EXPECT_EQ(bought->at_once, 10000);
  EXPECT_EQ(bought->paid, 8000);
  EXPECT_EQ(bought->hindsight, 8000);
  EXPECT_TRUE(bought->waited);
  const auto first = follow(falling(), kFrom, kStarts, buy_from(kFrom));
  EXPECT_EQ(first->paid, 10000);
  EXPECT_FALSE(first->waited);
  // Who never hears "buy" buys on the last day.
  EXPECT_EQ(follow(falling(), kFrom, kStarts, buy_from(kStarts))->paid, 9000);
  EXPECT_FALSE(follow(falling(), at("2026-10-01"), kStarts, buy_from(kFrom)));
}

TEST(Backtest, WhoWaitsTooLongHasLost) {
  Course course = falling();
  course.moments.push_back({at("2026-11-25"), {}, 0});
  const auto late = follow(course, kFrom, kStarts, buy_from(kStarts));
  EXPECT_TRUE(late->lost);
  EXPECT_EQ(late->paid, 15000);
  AdviceScore score;
  score.add(*late);
  EXPECT_EQ(score.record().at("verdict"), "fewer than 20 events: too few to tell");
  for (int i = 1; i < 20; ++i) score.add(*late);
  EXPECT_EQ(score.record().at("saved_percent"), -50.0);
  EXPECT_EQ(score.record().at("lost_percent"), 100.0);
  EXPECT_EQ(score.record().at("verdict"), "waiting does not pay: buying at once was cheaper");
  EXPECT_EQ(AdviceScore().record().at("events"), 0);
}

// Of a seed on which nothing was set (calibration_test.cc). Waiting hardly pays in this market.
TEST(Backtest, AdviceInTheSimulatedMarket) {
  constexpr std::size_t kKnown = 60, kEvents = 180;
  MarketView market(tocsin::test::simulate_market(23, kEvents));
  AdviceScore score;
  for (std::size_t i = kKnown; i < kEvents; ++i) {
    const auto& event = market.events()[i];
    const Instant starts = *event.facts.starts_at;
    const Course whole = course(event, starts);
    const auto bought = follow(whole, starts - std::chrono::days{20}, starts,
                               [&](Instant now) { return outlook_of(market.at(i, now)); });
    if (bought) score.add(*bought);
  }
  const OrderedJson record = score.record();
  RecordProperty("record", record.dump());
  EXPECT_GT(record.at("events").get<int>(), 60);
  // Nobody is much worse off for having listened.
  EXPECT_GT(record.at("saved_percent").get<double>(), -2) << record;
  EXPECT_LT(record.at("lost_percent").get<double>(), 5) << record;
}

}  // namespace
}  // namespace tocsin::analyze
