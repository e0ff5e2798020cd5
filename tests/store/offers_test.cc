#include "store/offers.h"
#include "store/offer_writer.h"

#include <gtest/gtest.h>

#include "support/databases.h"

namespace tocsin::store {
namespace {

class OffersTest : public test::DatabaseTest {
 protected:
  static Observation reading(std::string_view when, std::string_view price,
                             Availability availability = Availability::in_stock) {
    Observation o;
    o.platform = "arena";
    o.event.external_id = "derby";
    o.event.name = "Leeds v Derby";
    o.event.starts_at = at("2026-12-01T19:30:00Z");
    o.offer = OfferFacts{};
    o.offer->section = "B4";
    o.offer->quantity = 2;
    o.offer->price = Money::parse(price, *Currency::parse("GBP"));
    o.offer->availability = availability;
    o.observed_at = at(when);
    return o;
  }
  Observed observe(const Observation& o, std::optional<std::int64_t> page = {}) {
    return db().transaction([&] {
      OfferWriter writer(db());
      const Observed seen = writer.observe(o, page);
      writer.flush();
      return seen;
    });
  }
  std::int64_t number(std::string_view sql) {
    Rows rows = db().query_text(sql, {});
    return rows.next() && !rows.is_null(0) ? rows.integer(0) : -1;
  }
};
TOCSIN_ON_BOTH_DATABASES(OffersTest);

TEST_P(OffersTest, HistoryStoresChangesNotPolls) {
  const Observed first = observe(reading("2026-11-01", "95.00"));
  EXPECT_TRUE(first.new_event && first.new_offer && first.offer_changed);
  EXPECT_FALSE(observe(reading("2026-11-02", "95.00")).offer_changed);
  EXPECT_TRUE(observe(reading("2026-11-03", "90.00")).offer_changed);
  EXPECT_TRUE(observe(reading("2026-11-04", "90.00", Availability::sold_out)).offer_changed);

  const auto history = price_history(db(), *first.offer_id, 10);
  ASSERT_EQ(history.size(), 3U);
  EXPECT_EQ(history[1].price->amount(), "90.00");
  EXPECT_EQ(history[1].at, at("2026-11-03"));
  EXPECT_EQ(history[2].availability, Availability::sold_out);
  const auto offer = find_offer(db(), *first.offer_id);
  EXPECT_EQ(offer->first_seen_at, at("2026-11-01"));
  EXPECT_EQ(offer->last_seen_at, at("2026-11-04"));
}

TEST_P(OffersTest, ReadingThePastAgainChangesNothing) {
  for (const int round : {1, 2}) {
    for (const auto& [day, price] :
         {std::pair{"2026-11-01", "95.00"}, {"2026-11-02", "90.00"}, {"2026-11-03", "95.00"}}) {
      const Observed seen = observe(reading(day, price));
      EXPECT_EQ(seen.offer_changed, round == 1) << day;
    }
  }
  EXPECT_EQ(number("SELECT count(*) FROM price_point"), 3);
}

TEST_P(OffersTest, WhatAReadingDoesNotSayStays) {
  Observation o = reading("2026-11-01", "95.00");
  o.event.venue.city = "Leeds";
  o.event.performers = {"Leeds", "Derby"};
  const Observed first = observe(o);
  const Observed later = observe(reading("2026-11-02", "95.00"));
  EXPECT_FALSE(later.event_changed);
  const auto stored = find_event(db(), first.event_id);
  EXPECT_EQ(stored->facts.venue.city, "Leeds");
  EXPECT_EQ(stored->facts.performers.size(), 2U);

  o = reading("2026-11-03", "95.00");
  o.event.status = EventStatus::cancelled;
  EXPECT_TRUE(observe(o).event_changed);
  EXPECT_EQ(find_event(db(), first.event_id)->facts.status, EventStatus::cancelled);
}

TEST_P(OffersTest, VanishedOffersAreClosedAndComeBack) {
  const Observed first = observe(reading("2026-11-01", "95.00"));
  db().script(
      "INSERT INTO page (url, platform_id, added_by, added_at, interval_ms, due_at) "
      "SELECT 'https://arena.example/derby', id, 'test', 0, 60000, 0 FROM platform");
  const std::int64_t page = number("SELECT id FROM page");
  observe(reading("2026-11-01T01:00:00Z", "95.00"), page);
  const auto close = [&](std::string_view when) {
    return db().transaction([&] {
      OfferWriter writer(db());
      const auto closed = writer.close_unseen(page, at(when));
      writer.flush();
      return closed;
    });
  };
  EXPECT_EQ(close("2026-11-01T01:00:00Z"), 0);  // seen in this very reading
  EXPECT_EQ(close("2026-11-02"), 1);
  EXPECT_TRUE(open_offers_of_event(db(), first.event_id).empty());
  EXPECT_EQ(find_offer(db(), *first.offer_id)->closed_at, at("2026-11-02"));

  EXPECT_TRUE(observe(reading("2026-11-03", "95.00"), page).offer_changed);
  EXPECT_EQ(open_offers_of_event(db(), first.event_id).size(), 1U);
  EXPECT_EQ(price_history(db(), *first.offer_id, 10).size(), 2U);
}

TEST_P(OffersTest, AnOfferIsOfThePageThatShowedItLast) {
  const Observed first = observe(reading("2026-11-01", "95.00"));
  db().script(
      "INSERT INTO page (url, platform_id, added_by, added_at, interval_ms, due_at) "
      "SELECT url, id, 'test', 0, 60000, 0 FROM platform, "
      "(SELECT 'https://arena.example/derby' AS url UNION ALL SELECT 'https://arena.example/all') "
      "t");
  const std::int64_t one = number("SELECT min(id) FROM page");
  const std::int64_t other = number("SELECT max(id) FROM page");
  for (const auto& [day, page] :
       {std::pair{"2026-11-02", one}, {"2026-11-03", one}, {"2026-11-04", other}}) {
    observe(reading(day, "95.00"), page);
    const auto offer = find_offer(db(), *first.offer_id);
    EXPECT_EQ(offer->page_id, page) << day;
    EXPECT_EQ(offer->last_seen_at, at(day));
    EXPECT_EQ(offer->changed_at, at("2026-11-01"));
  }
  observe(reading("2026-11-05", "95.00"));
  EXPECT_EQ(find_offer(db(), *first.offer_id)->page_id, other);
}

TEST_P(OffersTest, WhatChangedIsQueuedForAnalyze) {
  const Observed first = observe(reading("2026-11-01", "95.00"));
  EXPECT_EQ(number("SELECT version FROM event_look"), 1);
  observe(reading("2026-11-02", "95.00"));
  EXPECT_EQ(number("SELECT version FROM event_look"), 1);
  observe(reading("2026-11-03", "90.00"));
  EXPECT_EQ(number("SELECT version FROM event_look"), 2);
  EXPECT_EQ(number("SELECT changed_since FROM event_look"), to_ms(at("2026-11-01")));
  EXPECT_EQ(number("SELECT event_id FROM event_look"), first.event_id);
}

TEST_P(OffersTest, WhatIsReadSilentlyIsQueuedForForecastsOnly) {
  db().transaction([&] {
    OfferWriter writer(db());
    writer.observe(reading("2026-11-01", "95.00"), std::nullopt);
    writer.flush_silently();
  });
  EXPECT_EQ(number("SELECT count(*) FROM event_look"), 0);
  EXPECT_EQ(number("SELECT due_at FROM event_outlook"), to_ms(at("2026-11-01")));
}

TEST(OfferFacts, PriceOfOneTicketInAll) {
  const Currency gbp = *Currency::parse("GBP");
  OfferFacts o;
  EXPECT_EQ(o.price_each(), std::nullopt);
  o.price = Money{10'000, gbp};
  o.fees = Money{1'001, gbp};
  EXPECT_EQ(o.price_each()->minor, 11'001);
  o.price_is = PriceIs::total;
  o.quantity = 2;
  EXPECT_EQ(o.price_each()->minor, 5'501);  // rounded up
  o.fees = Money{5, *Currency::parse("EUR")};
  EXPECT_EQ(o.price_each()->minor, 5'000);
}

TEST_P(OffersTest, TheSameEventOfSeveralPlatformsIsLinked) {
  const auto at_platform = [&](std::string platform, std::string name) {
    Observation o = reading("2026-11-01", "95.00");
    o.platform = std::move(platform);
    o.event.external_id = o.platform;
    o.event.name = std::move(name);
    o.event.venue.name = "Elland Road";
    o.event.time_zone = "Europe/London";
    return o;
  };
  const auto same_as = [&](const Observed& seen) {
    return find_event(db(), seen.event_id)->same_as;
  };
  const auto looks = [&] { return number("SELECT count(*) FROM event_look"); };

  const Observed first = observe(at_platform("arena", "Leeds United v Derby County"));
  const Observed second =
      observe(at_platform("tickets", "Derby County at Leeds United (sold out)"));
  const Observed parking = observe(at_platform("park", "Parking: Leeds United v Derby County"));
  EXPECT_EQ(same_as(first), std::nullopt);
  EXPECT_EQ(same_as(second), first.event_id);
  EXPECT_EQ(same_as(parking), std::nullopt);
  EXPECT_EQ(events_same_as(db(), first.event_id).size(), 1U);
  EXPECT_EQ(looks(), 2);  // of the first and of the parking

  // One that says where it is only later joins then; it may have alerts that must end.
  Observation vague = at_platform("vague", "Derby v Leeds United");
  vague.event.venue.name.clear();
  const Observed third = observe(vague);
  EXPECT_EQ(same_as(third), std::nullopt);
  db().script("DELETE FROM event_look");
  vague.event.venue.name = "Elland Road";
  vague.observed_at = at("2026-11-02");
  observe(vague);
  EXPECT_EQ(same_as(third), first.event_id);
  EXPECT_EQ(looks(), 2);  // of itself and of the first

  // A platform that moves the date before the others stays; one that turns out to be another goes.
  Observation moved = at_platform("tickets", "Derby County at Leeds United");
  moved.event.starts_at = at("2026-12-08T19:30:00Z");
  moved.observed_at = at("2026-11-03");
  observe(moved);
  EXPECT_EQ(same_as(second), first.event_id);
  moved.event.name = "Rod Stewart";
  moved.observed_at = at("2026-11-04");
  observe(moved);
  EXPECT_EQ(same_as(second), std::nullopt);
  EXPECT_EQ(events_same_as(db(), first.event_id).size(), 1U);
  Observation renamed = at_platform("arena", "Rod Stewart");
  renamed.observed_at = at("2026-11-05");
  observe(renamed);
  EXPECT_EQ(same_as(third), std::nullopt);
}

TEST_P(OffersTest, TheFirstSeenLeads) {
  Observation early = reading("2026-11-01", "95.00");
  early.event.time_zone = "Europe/London";
  const Observed first = observe(early);
  for (const std::string platform : {"one", "two"}) {
    Observation o = early;
    o.platform = platform;
    o.event.venue.name = "Elland Road";
    observe(o);
  }
  EXPECT_EQ(number("SELECT count(*) FROM event WHERE same_as IS NOT NULL"), 1);
  early.event.venue.name = "Elland Road";
  early.observed_at = at("2026-11-02");
  observe(early);
  EXPECT_EQ(events_same_as(db(), first.event_id).size(), 2U);
  EXPECT_EQ(number("SELECT count(DISTINCT same_as) FROM event"), 1);
}

}  // namespace
}  // namespace tocsin::store
