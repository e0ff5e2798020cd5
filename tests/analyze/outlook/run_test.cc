#include "analyze/outlook/run.h"

#include <gtest/gtest.h>

#include "analyze/outlook/accuracy.h"
#include "analyze/outlook/source.h"
#include "store/offer_writer.h"
#include "store/platform_health.h"
#include "support/databases.h"

namespace tocsin::analyze {
namespace {

class ForecastJobTest : public test::DatabaseTest {
 protected:
  void observe(std::string_view when, std::string_view event, std::string_view price,
               std::int64_t quantity, std::string_view starts = "2026-12-24T20:00:00Z") {
    Observation seen;
    seen.platform = "ticketsite";
    seen.event.external_id = std::string(event);
    seen.event.name = std::string(event);
    seen.event.venue.name = "Old Vic";
    seen.event.performers = {"Hamlet"};
    seen.event.category = "Theatre";
    seen.event.starts_at = at(starts);
    OfferFacts offer;
    offer.external_id = "1";
    offer.price = Money::parse(price, *Currency::parse("GBP"));
    offer.quantity = quantity;
    offer.availability = quantity > 0 ? Availability::in_stock : Availability::sold_out;
    seen.offer = offer;
    seen.observed_at = at(when);
    db().transaction([&] {
      store::OfferWriter writer(db());
      event_ = writer.observe(seen, std::nullopt).event_id;
      writer.flush();
    });
  }

  alert::Counts run(std::string_view when) {
    ForecastJob job;
    job.now = at(when);
    return run_forecasts(db(), job);
  }

  std::int64_t event_ = 0;
};
TOCSIN_ON_BOTH_DATABASES(ForecastJobTest);

TEST_P(ForecastJobTest, ForecastsWhatChangedAndHoldsItForAWhile) {
  observe("2026-11-01T08:00:00Z", "Hamlet 1", "100.00", 40);
  EXPECT_EQ(run("2026-11-01T08:01:00Z").at("forecast"), 1);
  const auto stored = store::find_outlook(db(), event_);
  ASSERT_TRUE(stored);
  const Json outlook = Json::parse(stored->outlook);
  EXPECT_EQ(outlook.at("price").at("forecasts").size(), 6U);
  EXPECT_EQ(outlook.at("sell_out").at("stock"), 40);
  EXPECT_FALSE(outlook.contains("advice")) << "seen for a minute";
  EXPECT_EQ(run("2026-11-01T08:02:00Z").at("forecast"), 0);
  // A change within five minutes waits for their end.
  observe("2026-11-01T08:03:00Z", "Hamlet 1", "90.00", 39);
  EXPECT_EQ(run("2026-11-01T08:04:00Z").at("forecast"), 0);
  EXPECT_EQ(run("2026-11-01T08:06:00Z").at("forecast"), 1);
  // Time alone makes it due, too: within a day.
  EXPECT_EQ(run("2026-11-01T20:00:00Z").at("forecast"), 0);
  observe("2026-11-02T08:59:00Z", "Hamlet 1", "90.00", 38);
  EXPECT_EQ(run("2026-11-02T09:00:00Z").at("forecast"), 1);
  EXPECT_TRUE(Json::parse(store::find_outlook(db(), event_)->outlook).contains("advice"));
}

TEST_P(ForecastJobTest, SaysWhichPlatformCannotBeReliedOn) {
  observe("2026-11-01T08:00:00Z", "Hamlet 1", "100.00", 40);
  db().transaction([&] {
    const auto platform = store::find_event(db(), event_)->platform_id;
    store::Figures bad;
    bad.fetches = 90;
    bad.good = 40;
    store::add_figures(db(), platform, at("2026-11-01T08:00:00Z"), bad);
  });
  (void)run("2026-11-01T09:30:00Z");
  EXPECT_EQ(
      Json::parse(store::find_outlook(db(), event_)->outlook).at("remarks")[0],
      "ticketsite could be read 50 % of the time in the last week: its prices count for less, "
      "and intervals are wider");
  // A week later that is forgotten.
  (void)run("2026-11-09T09:30:00Z");
  EXPECT_FALSE(Json::parse(store::find_outlook(db(), event_)->outlook).contains("remarks"));
}

TEST_P(ForecastJobTest, SimilarEventsAreThoseThatBeginBefore) {
  observe("2026-10-01T08:00:00Z", "Hamlet 1", "80.00", 40, "2026-11-01T20:00:00Z");
  observe("2026-10-20T08:00:00Z", "Hamlet 1", "60.00", 10, "2026-11-01T20:00:00Z");
  observe("2026-11-02T08:00:00Z", "Hamlet 2", "100.00", 40, "2026-12-01T20:00:00Z");
  observe("2026-11-02T08:00:00Z", "Hamlet 3", "100.00", 40, "2026-12-08T20:00:00Z");
  (void)run("2026-11-02T09:00:00Z");
  observe("2026-11-03T08:00:00Z", "Hamlet 2", "101.00", 40, "2026-12-01T20:00:00Z");
  EXPECT_EQ(run("2026-11-03T08:00:00Z").at("forecast"), 1);
  const Json outlook = Json::parse(store::find_outlook(db(), event_)->outlook);
  ASSERT_EQ(outlook.at("similar").size(), 1U);
  EXPECT_EQ(outlook.at("similar")[0].at("name"), "Hamlet 1");
  EXPECT_GE(outlook.at("similar")[0].at("likeness").get<double>(), 0.9);
}

TEST_P(ForecastJobTest, StatementsAreScoredByWhatHappened) {
  observe("2026-11-01T08:00:00Z", "Hamlet 1", "100.00", 40);
  (void)run("2026-11-01T08:00:00Z");
  // Not read since: nobody knows yet.
  EXPECT_EQ(run("2026-11-01T09:30:00Z").at("scored"), 0);
  observe("2026-11-02T08:30:00Z", "Hamlet 1", "90.00", 30);
  // Price and sell-out, over an hour and over a day.
  EXPECT_EQ(run("2026-11-02T08:30:00Z").at("scored"), 4);
  Accuracy accuracy;
  store::each_scored_forecast(db(), at("2026-10-01"),
                              [&](const store::StoredForecast& f) { accuracy.add(f); });
  const auto rows = accuracy.rows();
  ASSERT_EQ(rows.size(), 4U);
  EXPECT_EQ(rows[0].at("kind"), "price");
  EXPECT_EQ(rows[0].at("horizon"), "1h");
  EXPECT_EQ(rows[0].at("mae"), 0.0);
  EXPECT_EQ(rows[1].at("horizon"), "24h");
  EXPECT_EQ(rows[3].at("kind"), "sell_out");
  EXPECT_EQ(rows[3].at("happened"), 0.0);
  EXPECT_EQ(run("2026-11-02T08:31:00Z").at("scored"), 0);
}

TEST_P(ForecastJobTest, WhatWasScoredIsDroppedInTime) {
  const auto kept = [&] {
    auto rows = db().query_text("SELECT count(*) FROM forecast WHERE scored_at IS NOT NULL", {});
    (void)rows.next();
    return rows.integer(0);
  };
  observe("2026-11-01T08:00:00Z", "Hamlet 1", "100.00", 40);
  (void)run("2026-11-01T08:00:00Z");
  observe("2026-11-02T08:30:00Z", "Hamlet 1", "90.00", 30);
  (void)run("2026-11-02T08:30:00Z");
  EXPECT_EQ(kept(), 4);
  (void)run("2027-12-01T00:00:00Z");
  EXPECT_GT(kept(), 4) << "scored late";
  (void)run("2029-02-01T00:00:00Z");
  EXPECT_EQ(kept(), 0);
}

TEST_P(ForecastJobTest, WhatIsOverIsForecastNoMore) {
  observe("2026-11-01T08:00:00Z", "Hamlet 1", "100.00", 40, "2026-11-03T20:00:00Z");
  EXPECT_EQ(run("2026-11-04T08:00:00Z").at("forecast"), 0);
  EXPECT_TRUE(store::outlooks_due(db(), at("2027-01-01"), {}, 10).empty());
  EXPECT_EQ(store::events_with_trait(db(), "performer:hamlet", at("2027-01-01"), 5).size(), 1U);
}

TEST_P(ForecastJobTest, OneRunAtATime) {
  const auto other = scratch().open();
  const auto lock = store::NamedLock::acquire(*other, "analyze.forecast", false);
  ASSERT_TRUE(lock);
  EXPECT_TRUE(run("2026-11-01T09:00:00Z").empty());
}

TEST(Outcome, IsReadOrSaysWhyNot) {
  const auto at = [](std::string_view text) { return *parse_instant(text); };
  Course course;
  course.currency = *Currency::parse("GBP");
  course.moments = {{at("2026-11-01"), 9000, 5}, {at("2026-11-05"), {}, 0}};
  course.read_until = at("2026-11-10");
  store::StoredForecast f;
  f.horizon = "24h";
  f.currency = "GBP";
  f.made_at = at("2026-11-02");
  f.target_at = at("2026-11-03");
  const Instant now = at("2026-11-12");
  const auto outcome = [&] { return outcome_of(f, course, at("2026-12-01"), now); };
  EXPECT_EQ(outcome()->value, 9000);
  f.target_at = at("2026-11-06");
  EXPECT_EQ(outcome()->unknown, "nothing on sale");
  f.kind = ForecastKind::sell_out;
  EXPECT_EQ(outcome()->value, 1);
  f.target_at = at("2026-11-13");
  EXPECT_FALSE(outcome());
  f.target_at = at("2026-11-11T23:00:00Z");
  EXPECT_FALSE(outcome());  // may still be read
  course.read_until = at("2026-11-04");
  f.target_at = at("2026-11-07");
  EXPECT_EQ(outcome()->unknown, "not read at the time");
  f.horizon = "event";
  EXPECT_EQ(outcome()->unknown, "the event was moved");
}

}  // namespace
}  // namespace tocsin::analyze
