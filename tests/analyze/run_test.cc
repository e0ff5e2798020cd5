#include "analyze/run.h"

#include <gtest/gtest.h>

#include "alert/alerts.h"
#include "analyze/explain.h"
#include "store/matches.h"
#include "store/offer_writer.h"
#include "support/databases.h"

namespace tocsin::analyze {
namespace {

const store::Query kAddPerson("test.add_person",
                              "INSERT INTO person (id, source, external_id, name, created_at, "
                              "updated_at) VALUES (1, 'import', 'ann', 'Ann', 0, 0)");
const store::Query kAddWatch("test.add_watch",
                             "INSERT INTO watch (id, public_id, source, external_id, person_id, "
                             "name, criteria, look_due_at, created_at, updated_at) VALUES "
                             "($1, $2, 'import', $2, 1, $2, $3, $4, 0, 0)");

class MatchJobTest : public test::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    db().execute(kAddPerson);
  }

  void add_watch(std::int64_t id, const std::string& criteria) {
    db().execute(kAddWatch, id, "watch " + std::to_string(id), criteria, at("2026-11-01"));
  }

  void observe(std::string_view when, std::string_view event, std::string_view price,
               std::string_view platform = "ticketsite", std::string_view venue = "") {
    Observation seen;
    seen.platform = std::string(platform);
    seen.event.venue.name = std::string(venue);
    seen.event.time_zone = "Europe/London";
    seen.event.external_id = std::string(event);
    seen.event.name = std::string(event);
    seen.event.starts_at = at("2026-12-24T20:00:00Z");
    OfferFacts offer;
    offer.external_id = "1";
    offer.price = Money::parse(price, *Currency::parse("GBP"));
    offer.quantity = 8;
    offer.availability = Availability::in_stock;
    seen.offer = offer;
    seen.observed_at = at(when);
    db().transaction([&] {
      store::OfferWriter writer(db());
      writer.observe(seen, std::nullopt);
      writer.flush();
    });
  }

  alert::Counts run(std::string_view when, bool dry_run = false, std::optional<Means> advice = {}) {
    MatchJob job;
    job.actor = "test";
    job.now = at(when);
    job.dry_run = dry_run;
    job.advice = advice;
    return run_match(db(), job);
  }

  std::vector<alert::Alert> alerts() { return alert::list(db(), {}); }
};
TOCSIN_ON_BOTH_DATABASES(MatchJobTest);

TEST_P(MatchJobTest, TellsOfANewMatchOnceAndOfADrop) {
  add_watch(1, R"({"event":"Hamlet"})");
  observe("2026-11-01T08:00:00Z", "Hamlet", "100.00");
  EXPECT_EQ(run("2026-11-01T09:00:00Z").at("raised"), 1);
  EXPECT_EQ(run("2026-11-01T09:05:00Z").at("looked"), 0);
  observe("2026-11-02T08:00:00Z", "Hamlet", "80.00");
  EXPECT_EQ(run("2026-11-02T09:00:00Z").at("raised"), 1);
  const auto found = alerts();
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found.front().facts.kind, "price_drop");
  EXPECT_EQ(explain_alert(found.front()).at("factors").size(), 5U);
  EXPECT_EQ(store::matches_of_watch(db(), 1, 10).front().best->minor, 8000);
}

TEST_P(MatchJobTest, AnAlertAboutAPriceSaysWhetherToBuy) {
  add_watch(1, R"({"event":"Hamlet"})");
  const auto last = [&] { return alerts().front().facts; };
  observe("2026-11-01T08:00:00Z", "Hamlet", "100.00");
  (void)run("2026-11-01T08:00:00Z", false, Means{});
  EXPECT_FALSE(last().metadata.contains("advice")) << "a match is not about a price";
  observe("2026-11-01T10:00:00Z", "Hamlet", "80.00");
  (void)run("2026-11-01T10:00:00Z", false, Means{});
  EXPECT_EQ(last().kind, "price_drop");
  EXPECT_EQ(last().metadata.at("advice").at("reason"),
            "Too little is known of its prices yet to say whether to buy or to wait.");
  observe("2026-11-05T10:00:00Z", "Hamlet", "60.00");
  (void)run("2026-11-05T10:00:00Z", false, Means{});
  const Json advice = last().metadata.at("advice");
  EXPECT_TRUE(advice.contains("advice")) << advice;
  EXPECT_FALSE(advice.at("evidence").empty());
  EXPECT_TRUE(last().body.ends_with("\n" + advice.at("reason").get<std::string>())) << last().body;
  EXPECT_EQ(explain_alert(alerts().front()).at("advice"), OrderedJson(advice));
  observe("2026-11-06T10:00:00Z", "Hamlet", "40.00");
  (void)run("2026-11-06T10:00:00Z");
  EXPECT_FALSE(last().metadata.contains("advice")) << "forecasts are off";
}

TEST_P(MatchJobTest, AdviceIsOfTheCheapestTicketOfTheEvent) {
  add_watch(1, R"({"event":"Hamlet","min_price":{"amount":"50.00","currency":"GBP"}})");
  observe("2026-11-01T08:00:00Z", "Hamlet", "100.00", "ticketsite", "Old Vic");
  observe("2026-11-01T08:00:00Z", "Hamlet", "40.00", "elsewhere", "Old Vic");
  (void)run("2026-11-01T08:00:00Z", false, Means{Method::rules});
  observe("2026-11-05T10:00:00Z", "Hamlet", "60.00", "ticketsite", "Old Vic");
  observe("2026-11-05T10:00:00Z", "Hamlet", "41.00", "elsewhere", "Old Vic");
  (void)run("2026-11-05T10:00:00Z", false, Means{Method::rules});
  const auto reason = alerts().front().facts.metadata.at("advice").at("reason").get<std::string>();
  EXPECT_TRUE(reason.starts_with("Of the cheapest tickets of the event (£41.00): ")) << reason;
}

TEST_P(MatchJobTest, ANewWatchFindsWhatIsThere) {
  observe("2026-11-01T08:00:00Z", "Hamlet", "100.00");
  EXPECT_EQ(run("2026-11-01T09:00:00Z").at("raised"), 0);
  add_watch(1, R"({"keywords":["hamlet"]})");
  EXPECT_EQ(run("2026-11-01T10:00:00Z").at("raised"), 1);
}

TEST_P(MatchJobTest, AWatchCanBeTriedAndItsMatchesListed) {
  observe("2026-11-01T08:00:00Z", "Hamlet", "100.00");
  (void)run("2026-11-01T09:00:00Z");
  add_watch(1, R"({"event":"Hamlet","max_price":{"amount":"90.00","currency":"GBP"}})");
  Loader loader(db(), "UTC", at("2026-11-01T10:00:00Z"));
  const auto tried = test_rows(db(), loader, *loader.watch(1));
  ASSERT_EQ(tried.size(), 1U);
  EXPECT_FALSE(tried.front().at("meets").get<bool>());
  EXPECT_EQ(tried.front().at("breakdown").at(1).at("reason"), "£100.00 is over £90.00");
  EXPECT_TRUE(match_rows(db(), 1, 10).empty());
  (void)run("2026-11-01T10:00:00Z");
  EXPECT_EQ(match_rows(db(), 1, 10).front().at("offers"), 0);
}

TEST_P(MatchJobTest, ADryRunChangesNothing) {
  add_watch(1, R"({"event":"Hamlet"})");
  observe("2026-11-01T08:00:00Z", "Hamlet", "100.00");
  EXPECT_EQ(run("2026-11-01T09:00:00Z", true).at("raised"), 1);
  EXPECT_TRUE(alerts().empty());
  EXPECT_EQ(run("2026-11-01T09:00:00Z").at("raised"), 1);
}

TEST_P(MatchJobTest, WhatAPersonSettledStaysSettled) {
  add_watch(1, R"({"event":"Hamlet"})");
  observe("2026-11-01T08:00:00Z", "Hamlet", "100.00");
  (void)run("2026-11-01T09:00:00Z");
  db().transaction([&] {
    alert::Trail trail(db(), "ann", at("2026-11-01T10:00:00Z"));
    EXPECT_TRUE(alert::resolve(db(), trail, alerts().front().id, "seen"));
    trail.flush();
  });
  observe("2026-11-02T08:00:00Z", "Hamlet", "101.00");
  EXPECT_EQ(run("2026-11-02T09:00:00Z").at("raised"), 0);
  EXPECT_EQ(alerts().size(), 1U);
}

TEST_P(MatchJobTest, AChangeDuringALookIsNotLost) {
  observe("2026-11-01T08:00:00Z", "Hamlet", "100.00");
  const auto due = store::events_due(db(), at("2026-11-01T09:00:00Z"), {}, 10);
  ASSERT_EQ(due.size(), 1U);
  observe("2026-11-01T08:30:00Z", "Hamlet", "90.00");
  store::event_looked(db(), due.front(), std::nullopt);
  EXPECT_EQ(store::events_due(db(), at("2026-11-01T09:00:00Z"), {}, 10).size(), 1U);
}

TEST_P(MatchJobTest, CostFollowsWhoCouldCare) {
  // Strangers to the play: each filed under a name of its own.
  db().transaction([&] {
    for (int i = 2; i <= 2001; ++i) {
      add_watch(i, fmt::format(R"({{"performer":"Band {}","city":"Leeds"}})", i));
    }
    add_watch(1, R"({"event":"Hamlet"})");
  });
  (void)run("2026-11-01T00:00:00Z");
  observe("2026-11-01T08:00:00Z", "Hamlet", "100.00");
  const auto counts = run("2026-11-01T09:00:00Z");
  EXPECT_EQ(counts.at("events"), 1);
  EXPECT_EQ(counts.at("looked"), 1);
}

TEST_P(MatchJobTest, OneRunAtATime) {
  const auto other = scratch().open();
  const auto lock = store::NamedLock::acquire(*other, "analyze.match", false);
  ASSERT_TRUE(lock);
  EXPECT_EQ(run("2026-11-01T09:00:00Z"), (alert::Counts{{"skipped", 1}}));
}

TEST_P(MatchJobTest, AWatchSeesAnEventOnceWithTheOffersOfAllPlatforms) {
  add_watch(1, R"({"event":"Hamlet"})");
  add_watch(2, R"({"event":"Hamlet","platforms":["box office"]})");
  add_watch(3, R"({"platforms":["elsewhere"]})");
  observe("2026-11-01T08:00:00Z", "Hamlet", "100.00", "ticketsite", "Old Vic");
  observe("2026-11-01T08:01:00Z", "Hamlet", "90.00", "box office", "The Old Vic");
  const auto counts = run("2026-11-01T09:00:00Z");
  EXPECT_EQ(counts.at("events"), 1);
  EXPECT_EQ(counts.at("raised"), 2);
  const auto any = store::matches_of_watch(db(), 1, 10);
  ASSERT_EQ(any.size(), 1U);
  EXPECT_EQ(any.front().offers, 2);
  EXPECT_EQ(any.front().best->minor, 9000);
  const auto only = store::matches_of_watch(db(), 2, 10);
  ASSERT_EQ(only.size(), 1U);
  EXPECT_EQ(only.front().offers, 1);
  EXPECT_TRUE(store::matches_of_watch(db(), 3, 10).empty());
  for (const alert::Alert& a : alerts()) {
    EXPECT_EQ(a.facts.labels.at("platform"), "box office");
  }
  // A change at either platform is a change of the one event.
  observe("2026-11-02T08:00:00Z", "Hamlet", "60.00", "box office", "The Old Vic");
  EXPECT_EQ(run("2026-11-02T09:00:00Z").at("raised"), 2);
}

TEST_P(MatchJobTest, AlertsOfAnEventThatJoinsAnotherEnd) {
  add_watch(1, R"({"event":"Hamlet"})");
  observe("2026-11-01T08:00:00Z", "Hamlet", "100.00", "ticketsite", "Old Vic");
  observe("2026-11-01T08:01:00Z", "Hamlet", "90.00", "box office");
  EXPECT_EQ(run("2026-11-01T09:00:00Z").at("raised"), 2);
  observe("2026-11-01T10:00:00Z", "Hamlet", "90.00", "box office", "Old Vic");
  EXPECT_EQ(run("2026-11-01T11:00:00Z").at("resolved"), 1);
  std::size_t open = 0;
  for (const alert::Alert& a : alerts()) open += a.status == AlertStatus::active ? 1 : 0;
  EXPECT_GE(open, 1U);
  EXPECT_EQ(store::matches_of_watch(db(), 1, 10).size(), 2U);
}

}  // namespace
}  // namespace tocsin::analyze
