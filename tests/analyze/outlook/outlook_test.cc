#include "analyze/outlook/outlook.h"

#include <gtest/gtest.h>

#include <cmath>
#include <deque>

#include "analyze/outlook/advice.h"
#include "analyze/outlook/reliability.h"
#include "analyze/outlook/similar.h"
#include "analyze/scenes.h"

namespace tocsin::analyze {
namespace {

using namespace test;  // NOLINT

const Instant kNow = at("2026-11-20");

// A price and a stock a day, the last of them today.
Course daily(const std::vector<std::pair<std::int64_t, std::int64_t>>& days) {
  Course out;
  out.currency = gbp(0).currency;
  out.read_until = kNow;
  Instant when = kNow - std::chrono::days{days.size() - 1};
  for (const auto& [price, stock] : days) {
    const Moment m{when, price > 0 ? std::optional(price) : std::nullopt, stock};
    if (out.moments.empty() || !out.moments.back().same_state(m)) out.moments.push_back(m);
    when += std::chrono::days{1};
  }
  return out;
}

Situation seen(const Course& course, std::string_view starts = "2026-12-20T20:00:00Z") {
  return {.course = &course, .starts_at = at(starts), .examples = {}, .now = kNow};
}

const PriceForecast& over(const PriceOutlook& outlook, std::string_view horizon) {
  for (const PriceForecast& f : outlook.forecasts) {
    if (f.horizon.name == horizon) return f;
  }
  throw std::runtime_error("no such horizon");
}

TEST(Horizons, EndWithTheEvent) {
  std::vector<std::string> names;
  for (const Horizon& h : horizons(kNow, kNow + std::chrono::days{5})) names.push_back(h.name);
  EXPECT_EQ(names, (std::vector<std::string>{"1h", "24h", "3d", "event"}));
  EXPECT_EQ(horizons(kNow, std::nullopt).size(), 5U);
  EXPECT_TRUE(horizons(kNow, kNow).size() == 1 || horizons(kNow, kNow).empty());
}

TEST(PriceOutlook, APriceThatNeverMovesIsExpectedToStay) {
  const Course course = daily(std::vector<std::pair<std::int64_t, std::int64_t>>(60, {9000, 50}));
  const PriceOutlook outlook = price_outlook(seen(course));
  EXPECT_EQ(outlook.model, "history");
  const PriceForecast& day = over(outlook, "24h");
  EXPECT_EQ(day.median(), 9000);
  EXPECT_EQ(day.quantiles[1], 9000);
  EXPECT_EQ(day.quantiles[5], 9000);
  EXPECT_GT(day.confidence, 0.95);
  EXPECT_LT(day.falls[0], 0.05);
  EXPECT_EQ(outlook.daily_change, 0);
}

TEST(PriceOutlook, QuantilesRiseAndWidenWithTheHorizon) {
  std::vector<std::pair<std::int64_t, std::int64_t>> days;
  for (int i = 0; i < 40; ++i) days.emplace_back(9000 + 400 * ((i * 7) % 5), 50);
  const Course course = daily(days);
  const PriceOutlook outlook = price_outlook(seen(course));
  ASSERT_EQ(outlook.forecasts.size(), 6U);
  for (const PriceForecast& f : outlook.forecasts) {
    EXPECT_TRUE(std::is_sorted(f.quantiles.begin(), f.quantiles.end())) << f.horizon.name;
    EXPECT_GE(f.falls[0], f.falls[1]);
    EXPECT_GE(f.falls[1], f.falls[2]);
  }
  const auto width = [&](std::string_view h) {
    return over(outlook, h).quantiles[6] - over(outlook, h).quantiles[0];
  };
  EXPECT_LT(width("1h"), width("event"));
}

TEST(PriceOutlook, ASteadyFallIsExpectedToGoOn) {
  std::vector<std::pair<std::int64_t, std::int64_t>> days;
  for (int i = 0; i < 30; ++i) {
    days.emplace_back(std::llround(20000 * std::pow(0.97, i)), 50);
  }
  const Course course = daily(days);
  const PriceOutlook outlook = price_outlook(seen(course));
  EXPECT_NEAR(*outlook.daily_change, -0.03, 0.001);
  EXPECT_LT(over(outlook, "7d").median(), days.back().first);
  EXPECT_GT(over(outlook, "7d").falls[0], 0.5);
}

TEST(PriceOutlook, SimilarEventsLendTheirLevelToOneWithoutAPrice) {
  Course none = daily({{0, 0}, {0, 0}});
  none.currency = {};
  std::deque<Course> courses;
  Situation s = seen(none, "2026-12-20");
  for (const std::int64_t price : {8000, 10000, 12000}) {
    // Begins a month before, so that it is known to its end.
    Course& c = courses.emplace_back(
        daily(std::vector<std::pair<std::int64_t, std::int64_t>>(60, {price, 20})));
    s.examples.push_back({price, "other", &c, at("2026-11-21"), 0.8});
  }
  const PriceOutlook outlook = price_outlook(s);
  EXPECT_EQ(outlook.model, "similar");
  EXPECT_EQ(outlook.currency.code(), "GBP");
  EXPECT_EQ(outlook.similar, (std::vector<std::int64_t>{8000, 10000, 12000}));
  EXPECT_EQ(outlook.reason, "no price on offer: the level of similar events");
  EXPECT_NEAR(static_cast<double>(over(outlook, "24h").median()), 10000, 1500);
  s.examples.pop_back();
  EXPECT_TRUE(price_outlook(s).forecasts.empty());
}

TEST(PriceOutlook, WhatIsStaleSaysSoAndIsWider) {
  Course course = daily(std::vector<std::pair<std::int64_t, std::int64_t>>(20, {9000, 50}));
  const PriceOutlook fresh = price_outlook(seen(course));
  course.read_until = kNow - std::chrono::days{15};
  const PriceOutlook stale = price_outlook(seen(course));
  EXPECT_EQ(stale.reason, "nothing was read for 15 d");
  EXPECT_LT(over(fresh, "24h").quantiles[6], over(stale, "24h").quantiles[6]);
}

TEST(PriceOutlook, APlatformThatCannotBeReliedOnWidensTheIntervals) {
  std::vector<std::pair<std::int64_t, std::int64_t>> days;
  for (int i = 0; i < 40; ++i) days.emplace_back(9000 + 100 * ((i * 7) % 5), 45 - i);
  Course course = daily(days);
  const Outlook sure = outlook_of(seen(course));
  course.reliability = 0.4;
  const Outlook unsure = outlook_of(seen(course));
  const PriceForecast &narrow = over(sure.price, "7d"), &wide = over(unsure.price, "7d");
  EXPECT_LT(narrow.quantiles[6] - narrow.quantiles[0], wide.quantiles[6] - wide.quantiles[0]);
  EXPECT_GT(narrow.confidence, wide.confidence);
  EXPECT_NE(sure.sell_out.forecasts[2].probability, unsure.sell_out.forecasts[2].probability);
}

TEST(Reliability, IsTheShareReadAndUnderstood) {
  store::Figures f;
  EXPECT_EQ(reliability(f), 1);
  f.fetches = 190;
  f.good = 90;
  EXPECT_DOUBLE_EQ(reliability(f), 0.5);
  f.checked = 30;
  f.met = 10;
  EXPECT_DOUBLE_EQ(reliability(f), 0.25);
  EXPECT_EQ(say_reliability("hall", 0.25),
            "hall could be read 25 % of the time in the last week: its prices count for less, and "
            "intervals are wider");
  EXPECT_EQ(say_reliability("hall", 0.95), "");
}

TEST(PriceOutlook, OfWhatHasBegunNothingIsSaid) {
  const Course course = daily({{9000, 5}});
  EXPECT_EQ(price_outlook(seen(course, "2026-11-19")).reason, "the event has begun");
  EXPECT_EQ(sell_out_outlook(seen(course, "2026-11-19")).reason, "the event has begun");
}

TEST(SellOut, TheTailIsThatOfTheNegativeBinomial) {
  // Sums of the probabilities themselves: Gamma(k + r) / (k! Gamma(r)) p^k (1 - p)^r.
  for (const double shape : {0.3, 1.0, 2.5, 6.0}) {
    for (const double length : {0.01, 0.5, 3.0, 40.0}) {
      const double p = length / (1 + length);
      double below = 0;
      for (int k = 0; k < 30; ++k) {
        EXPECT_NEAR(k == 0 ? 1 : negative_binomial_tail(k, shape, length), 1 - below, 1e-9)
            << k << ' ' << shape << ' ' << length;
        below += std::exp(std::lgamma(k + shape) - std::lgamma(k + 1) - std::lgamma(shape) +
                          k * std::log(p) + shape * std::log1p(-p));
      }
    }
  }
}

TEST(SellOut, FewerTicketsAndFasterSalesAreLikelierToSellOut) {
  const auto by_event = [](std::int64_t left, std::int64_t a_day) {
    std::vector<std::pair<std::int64_t, std::int64_t>> days;
    for (int i = 10; i >= 0; --i) days.emplace_back(9000, left + i * a_day);
    const Course course = daily(days);
    return sell_out_outlook(seen(course)).forecasts.back().probability;
  };
  EXPECT_GT(by_event(5, 4), 0.9);
  EXPECT_LT(by_event(2000, 1), 0.05);
  EXPECT_GT(by_event(50, 4), by_event(200, 4));
  EXPECT_GT(by_event(200, 8), by_event(200, 2));
}

TEST(SellOut, ProbabilitiesRiseWithTheHorizonAndAreNeverCertain) {
  const Course course = daily({{9000, 40}, {9000, 30}, {9000, 24}, {9000, 20}});
  const SellOutOutlook outlook = sell_out_outlook(seen(course));
  ASSERT_EQ(outlook.forecasts.size(), 4U);
  EXPECT_NEAR(outlook.sold_per_day, 6, 2);
  double last = 0;
  for (const SellOutForecast& f : outlook.forecasts) {
    EXPECT_GE(f.probability, last);
    last = f.probability;
    EXPECT_GT(f.probability, 0);
    EXPECT_LT(f.probability, 1);
  }
}

TEST(SellOut, WhatComesBackPutsTheEndOff) {
  const Course sold = daily({{9000, 30}, {9000, 20}, {9000, 10}});
  const Course renewed = daily({{9000, 10}, {9000, 2}, {9000, 12}, {9000, 2}, {9000, 10}});
  EXPECT_GT(sell_out_outlook(seen(sold)).forecasts[2].probability,
            sell_out_outlook(seen(renewed)).forecasts[2].probability);
}

TEST(SellOut, NothingOnSaleIsNoForecast) {
  EXPECT_EQ(sell_out_outlook(seen(daily({{9000, 0}}))).reason, "nothing is on sale");
  EXPECT_EQ(sell_out_outlook(seen(Course{})).reason, "nothing was read of it yet");
}

TEST(Demand, IsHighWhereMuchIsSoldFast) {
  const auto level = [](const Course& course) { return outlook_of(seen(course)).demand; };
  const Course hot = daily({{9000, 200}, {9200, 150}, {9500, 100}, {9900, 60}, {10500, 20}});
  const Course cold = daily({{9000, 200}, {8800, 200}, {8600, 199}, {8400, 199}, {8200, 199}});
  EXPECT_GT(*level(hot).level, 75);
  EXPECT_LT(*level(cold).level, 30);
  EXPECT_EQ(level(hot).trend, DemandTrend::rising);
  EXPECT_EQ(level(cold).trend, DemandTrend::falling);
  EXPECT_EQ(level(Course{}).level, std::nullopt);
}

TEST(Similar, PerformersVenueAndWeekdayMakeEventsAlike) {
  const Traits leeds(view_of(derby()));
  store::StoredEvent other = derby();
  other.facts.performers = {"Leeds United", "Hull City"};
  EXPECT_NEAR(likeness(leeds, Traits(view_of(other))).value, 0.75, 1e-9);
  // Sides of the name stand in for performers.
  other.facts.performers = {};
  other.facts.name = "Derby County at Leeds United";
  EXPECT_NEAR(likeness(leeds, Traits(view_of(other))).value, 1, 1e-9);
  other.facts.name = "Hamlet";
  other.facts.venue.name = "Old Vic";
  other.facts.category = "Theatre";
  other.facts.starts_at = at("2026-12-15T19:00:00Z");
  EXPECT_EQ(likeness(leeds, Traits(view_of(other))).value, 0);
  EXPECT_EQ(leeds.terms().size(), 4U);
  // Runs of one piece.
  const auto titled = [](const char* name) {
    store::StoredEvent e;
    e.facts.name = name;
    return Traits(view_of(e));
  };
  EXPECT_EQ(likeness(titled("Macbeth 2008"), titled("MACBETH")).value, 0.5);
  EXPECT_EQ(likeness(titled("1776"), titled("1984")).value, 0);
}

Outlook priced(std::int64_t now, std::int64_t later, double fall, double sold_out) {
  Outlook o;
  o.made_at = kNow;
  o.price.price = now;
  o.price.daily_change = 0;
  o.price.currency = gbp(0).currency;
  PriceForecast f{.horizon = {"7d", kNow + std::chrono::days{7}}};
  f.quantiles.fill(later);
  f.falls = {fall, fall / 2, 0};
  o.price.forecasts.push_back(f);
  o.sell_out.stock = 10;
  o.sell_out.forecasts.push_back({f.horizon, sold_out});
  return o;
}

TEST(Advice, FollowsWhatWaitingIsWorth) {
  const auto falling = advise(priced(10000, 8500, 0.7, 0.02));
  EXPECT_EQ(falling->kind, AdviceKind::wait);
  EXPECT_EQ(falling->until, kNow + std::chrono::days{7});
  EXPECT_EQ(falling->reason,
            "Wait until 27 Nov 2026: a fall of 5 % or more is 70 % likely, to about £85.00.");
  EXPECT_EQ(advise(priced(10000, 8500, 0.7, 0.6))->kind, AdviceKind::buy_now);
  EXPECT_EQ(advise(priced(10000, 11000, 0.1, 0.0))->kind, AdviceKind::buy_now);
  EXPECT_EQ(advise(priced(10000, 10000, 0.2, 0.02))->kind, AdviceKind::watch);
  EXPECT_FALSE(advise(Outlook{}));
}

TEST(Advice, IsNotGivenOfWhatIsNotKnown) {
  Outlook just_seen = priced(10000, 8500, 0.7, 0.02);
  just_seen.price.daily_change.reset();
  EXPECT_FALSE(advise(just_seen));
  just_seen.price.similar = {9000, 10000, 11000};
  EXPECT_TRUE(advise(just_seen));
}

TEST(Advice, SpeaksOfSimilarEvents) {
  Outlook o = priced(11900, 11900, 0.1, 0.0);
  o.price.similar = {11000, 15000, 15000, 16000, 17000, 20000};
  const auto advice = advise(o);
  EXPECT_EQ(advice->kind, AdviceKind::buy_now);
  EXPECT_EQ(advice->evidence.front(),
            "6 similar events cost £160.00 in the middle, this one £119.00 (percentile 17)");
}

}  // namespace
}  // namespace tocsin::analyze
