#include "scrape/extract/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/time.h"

namespace tocsin::scrape {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Extraction extract(std::string_view html) {
  return extract_page({html, "https://tickets.example/shows/list.html", "text/html"});
}
Extraction json_ld(const std::string& json) {
  return extract("<html lang=en><script type=\"application/ld+json\">" + json + "</script>");
}
// An event with these further members.
Extraction event(const std::string& members) {
  return json_ld(R"({"@type":"Event","name":"Show","startDate":"2026-05-01T20:00",)" + members +
                 "}");
}
std::string money(const std::optional<Money>& m) {
  return m ? m->text() : "";
}
std::string start(const FoundEvent& e) {
  return e.event.starts_at ? format_instant(*e.event.starts_at) : "";
}
std::vector<std::string> names(const Extraction& page) {
  std::vector<std::string> out;
  for (const FoundEvent& e : page.events) out.push_back(e.event.name);
  return out;
}

TEST(JsonLd, AllFieldsOfAnEvent) {
  const auto page = json_ld(R"({
    "@context": "https://schema.org", "@type": ["Thing", "schema:MusicEvent"],
    "identifier": {"@type": "PropertyValue", "name": "id", "value": "E77"},
    "name": " The\n Nightjars ", "url": "../e/77?x=1#top",
    "startDate": "2026-05-01T20:00:00+01:00", "doorTime": "19:00",
    "eventStatus": ["https://schema.org/EventRescheduled", "EventMovedOnline"],
    "performer": [{"@type": "MusicGroup", "name": "The Nightjars"}, "Support", {"name": "Support"}],
    "location": [{"@type": "VirtualLocation", "url": "https://s.example"},
      {"@type": "Place", "name": "Old Hall",
       "address": {"streetAddress": "1 High St", "addressLocality": "Leeds", "addressRegion": "W",
                   "postalCode": "LS1", "addressCountry": {"@type": "Country", "name": "GB"}},
       "geo": {"latitude": "53.8", "longitude": -1.55}}],
    "offers": {"@type": "Offer", "url": "/buy/77", "price": 119.5, "priceCurrency": "GBP",
      "availability": "http://schema.org/LimitedAvailability", "validFrom": "2026-01-02T10:00",
      "validThrough": "2026-05-01T19:00:00Z", "inventoryLevel": {"value": 4}, "sku": "S1",
      "availableDeliveryMethod": "http://purl.org/goodrelations/v1#DeliveryModeMail",
      "category": "secondary", "seatSection": "A", "seatRow": "12", "seatNumber": 7}})");
  EXPECT_THAT(page.problems, IsEmpty());
  ASSERT_EQ(page.events.size(), 1U);
  const EventFacts& e = page.events[0].event;
  EXPECT_EQ(e.external_id, "E77");
  EXPECT_EQ(e.name, "The Nightjars");
  EXPECT_EQ(e.category, "music");
  EXPECT_EQ(e.url, "https://tickets.example/e/77?x=1");
  EXPECT_EQ(start(page.events[0]), "2026-05-01T19:00:00Z");
  EXPECT_EQ(e.start_precision, StartPrecision::exact);
  EXPECT_EQ(format_instant(*e.doors_at), "2026-05-01T18:00:00Z");
  EXPECT_EQ(e.status, EventStatus::rescheduled);
  EXPECT_THAT(e.performers, ElementsAre("The Nightjars", "Support"));
  EXPECT_EQ(e.venue, (Venue{"Old Hall", "1 High St", "Leeds", "W", "GB", "LS1", 53.8, -1.55}));
  EXPECT_EQ(format_instant(*e.on_sale_from), "2026-01-02T09:00:00Z");
  EXPECT_EQ(format_instant(*e.on_sale_until), "2026-05-01T19:00:00Z");
  ASSERT_EQ(page.events[0].offers.size(), 1U);
  const OfferFacts& o = page.events[0].offers[0];
  EXPECT_EQ(o.external_id, "S1");
  EXPECT_EQ(o.section + "/" + o.row + "/" + o.seats, "A/12/7");
  EXPECT_EQ(money(o.price), "119.50 GBP");
  EXPECT_EQ(o.quantity, 4);
  EXPECT_EQ(o.availability, Availability::limited);
  EXPECT_EQ(o.delivery, "DeliveryModeMail");
  EXPECT_EQ(o.resale, true);
  EXPECT_EQ(o.url, "https://tickets.example/buy/77");
}

TEST(JsonLd, FindsEventsWhereverTheyStand) {
  const std::string e = R"({"@type":"Event","name":"X","startDate":"2026-01-01"})";
  struct Case {
    std::string json;
    std::size_t events;
  };
  const Case cases[] = {
      {e, 1},
      {"[" + e + "]", 1},
      {"[[" + e + "]]", 1},
      {R"({"@graph":[{"@type":"WebPage"},)" + e + "]}", 1},
      {R"({"@type":"MusicGroup","name":"B","event":[)" + e + "]}", 1},
      {R"({"@type":"Place","name":"B","events":)" + e + "}", 1},
      {R"({"@type":"ItemList","itemListElement":[{"@type":"ListItem","item":)" + e + "}]}", 1},
      {R"({"@type":"http://schema.org/ScreeningEvent","name":"X"})", 1},
      {R"({"@type":"https://schema.org/Festival","name":"X"})", 1},
      {R"({"@type":"schema:TheaterEvent","schema:name":"X"})", 1},
      {R"({"@type":"Product","name":"X","offers":{"price":1}})", 0},
      {R"({"@type":"UserComments","name":"X"})", 0},
      {R"({"@type":"Event"})", 0},
      {R"({"@type":"Event","@id":"#elsewhere"})", 0},
      {R"({"@type":"SportsEvent","homeTeam":{"name":"A"},"awayTeam":{"name":"B"}})", 1},
      {"null", 0},
      {"", 0},
  };
  for (const Case& c : cases) EXPECT_EQ(json_ld(c.json).events.size(), c.events) << c.json;
}

TEST(JsonLd, ResolvesReferencesAlsoInCircles) {
  const auto page = json_ld(R"({"@graph":[
    {"@type":"Event","@id":"#e","name":"X","location":{"@id":"#v"},"offers":[{"@id":"#o"}]},
    {"@type":"Place","@id":"#v","name":"Hall","event":{"@id":"#e"}},
    {"@type":"Offer","@id":"#o","price":"20","priceCurrency":"EUR","offers":{"@id":"#o"},
     "itemOffered":{"@id":"#e"}}]})");
  ASSERT_EQ(page.events.size(), 1U);
  EXPECT_EQ(page.events[0].event.venue.name, "Hall");
  ASSERT_EQ(page.events[0].offers.size(), 1U);
  EXPECT_EQ(money(page.events[0].offers[0].price), "20.00 EUR");
}

TEST(JsonLd, PerformancesInheritFromTheWhole) {
  const auto page = json_ld(R"({"@type":"TheaterEvent","name":"Run","location":"Hall",
    "subEvent":[{"@type":"Event","startDate":"2026-01-01T20:00"},
                {"@type":"Event","startDate":"2026-01-02T20:00","name":"Run, last night"}]})");
  EXPECT_THAT(names(page), ElementsAre("Run", "Run", "Run, last night"));
  for (const auto& e : page.events) {
    EXPECT_EQ(e.event.venue.name, "Hall");
    EXPECT_EQ(e.event.category, "theater");
  }
}

TEST(JsonLd, RepairsAndSays) {
  struct Case {
    std::string json, problem;
  };
  const Case cases[] = {
      {R"({"@type":"Event","name":"A B",})", "a comma before a closing bracket"},
      {R"({"@type":["Event",],"name":"A B"})", "a comma before a closing bracket"},
      {"{\"@type\":\"Event\",\"name\":\"A\nB\"}", "line break"},
      {"{\"@type\":\"Event\",\"name\":\"A\tB\"}", "control character"},
      {"<!-- {\"@type\":\"Event\",\"name\":\"A B\"} -->", "wrapper"},
      {"//<![CDATA[\n{\"@type\":\"Event\",\"name\":\"A B\"}\n//]]>", "wrapper"},
      {"/*<![CDATA[*/{\"@type\":[\"Event\"],\"name\":\"A B\"}/*]]>*/", "a comment"},
      {"<![CDATA[[[{\"@type\":\"Event\",\"name\":\"A B\"}]]]]>", "wrapper"},
      {"\xEF\xBB\xBF{\"@type\":\"Event\",\"name\":\"A B\"}", "byte order mark"},
      {R"({"@type":"WebSite"}{"@type":"Event","name":"A B"})", "several values"},
      {R"({"@type":"Event","name":"A B"};)", "do not belong"},
      {"{'@type':'Event','name':'A B'}", "single quotes"},
      {R"({"@type":"Event",name:"A B"})", "key without quotes"},
      {R"({"@type":"Event","name":"A &amp;B"})", "character references"},
      {R"({&quot;@type&quot;:&quot;Event&quot;,&quot;name&quot;:&quot;A B&quot;})",
       "escaped for HTML"},
      {R"({"@type":"Event","description":"the "big" one","name":"A B"})", "unescaped quote"},
      {"{\"@type\":\"Event\"\n\"name\":\"A B\"}", ""},
      {R"({"@type":"Event","name":"A B","offers":[{"price":1)", "an end before its bracket"},
      {R"({"@type":"Event","name":"A B","x":"\q"})", "faulty escape"},
      {R"({"@type":"Event","name":"A B","x":undefined})", "a word without quotes"},
      {R"(]}]{"@type":"Event","name":"A B"})", "punctuation"},
  };
  for (const Case& c : cases) {
    const auto page = json_ld(c.json);
    ASSERT_EQ(page.events.size(), 1U) << c.json;
    EXPECT_THAT(page.events[0].event.name, testing::AnyOf("A B", "A &B")) << c.json;
    if (c.problem.empty()) continue;
    EXPECT_THAT(page.problems, Contains(HasSubstr(c.problem))) << c.json;
  }
}

TEST(JsonLd, KeepsWhatJsonSays) {
  const auto page =
      json_ld(R"({"@type":"Event","name":"Caf\u00e9 \ud83c\udf9f \"Q\" \/ ]]> \\ <!-- //x"})");
  EXPECT_THAT(names(page), ElementsAre("Café 🎟 \"Q\" / ]]> \\ <!-- //x"));
  EXPECT_THAT(page.problems, IsEmpty());
}

TEST(Offers, PricesInTheirShapes) {
  struct Case {
    std::string offers, price, fees;
  };
  const Case cases[] = {
      {R"({"price":"1.234,50","priceCurrency":"EUR"})", "1234.50 EUR", ""},
      {R"({"price":"1,400","priceCurrency":"GBP"})", "1400.00 GBP", ""},
      {R"({"price":"$45.00","priceCurrency":"CAD"})", "45.00 CAD", ""},
      {R"({"price":"Rs 206","priceCurrency":"INR"})", "206.00 INR", ""},
      {R"({"price":0,"priceCurrency":"GBP"})", "0.00 GBP", ""},
      {R"({"price":"12.50"})", "12.50", ""},
      {R"({"price":-5,"priceCurrency":"GBP"})", "", ""},
      {R"({"price":5e12,"priceCurrency":"GBP"})", "", ""},
      {R"({"price":1e300,"priceCurrency":"GBP"})", "", ""},
      {R"({"price":"soon","priceCurrency":"GBP"})", "", ""},
      {R"({"@type":"AggregateOffer","lowPrice":"35","highPrice":90,"priceCurrency":"USD"})",
       "35.00 USD", ""},
      {R"({"priceSpecification":{"price":20.1,"priceCurrency":"EUR"}})", "20.10 EUR", ""},
      {R"({"priceCurrency":"EUR","priceSpecification":[{"price":20},
          {"name":"Booking fee","price":"1.50"}]})",
       "20.00 EUR", "1.50 EUR"},
      {R"({"priceSpecification":{"@type":"CompoundPriceSpecification","price":25,
          "priceCurrency":"EUR","priceComponent":[{"price":20},{"name":"fee","price":5}]}})",
       "20.00 EUR", "5.00 EUR"},
      {R"("from £20")", "20.00 GBP", ""},
  };
  for (const Case& c : cases) {
    const auto page = event("\"offers\":" + c.offers);
    ASSERT_EQ(page.events.size(), 1U);
    ASSERT_EQ(page.events[0].offers.size(), 1U) << c.offers;
    EXPECT_EQ(money(page.events[0].offers[0].price), c.price) << c.offers;
    EXPECT_EQ(money(page.events[0].offers[0].fees), c.fees) << c.offers;
    EXPECT_EQ(page.problems.empty(), !c.price.empty()) << c.offers;
  }
}

TEST(Offers, ThousandsByTheLanguageOfThePage) {
  for (const auto& [lang, price] : {std::pair{"de", "1400.00 EUR"}, std::pair{"en", "1.40 EUR"}}) {
    const auto page = extract(std::string("<html lang=") + lang +
                              R"(><script type=application/ld+json>{"@type":"Event","name":"X",
        "offers":{"price":"1.400","priceCurrency":"EUR"}}</script>)");
    EXPECT_EQ(money(page.events.at(0).offers.at(0).price), price);
  }
}

TEST(Offers, AvailabilityWords) {
  struct Case {
    std::string text;
    Availability word;
  };
  const Case cases[] = {{"http://schema.org/InStock", Availability::in_stock},
                        {"https://schema.org/SoldOut", Availability::sold_out},
                        {"schema:OnlineOnly", Availability::in_stock},
                        {"InStoreOnly", Availability::in_stock},
                        {"OutOfStock", Availability::sold_out},
                        {"PreSale", Availability::presale},
                        {"PreOrder", Availability::presale},
                        {"Discontinued", Availability::unavailable},
                        {"BackOrder", Availability::unavailable},
                        {"sold out", Availability::sold_out},
                        {"perhaps", Availability::unknown}};
  for (const Case& c : cases) {
    const auto page = event(
        "\"offers\":{\"price\":1,\"priceCurrency\":\"EUR\",\"availability\":\"" + c.text + "\"}");
    EXPECT_EQ(page.events.at(0).offers.at(0).availability, c.word) << c.text;
    EXPECT_EQ(page.problems.empty(), c.word != Availability::unknown);
  }
}

TEST(Offers, NestedOffersStandForTheirAggregate) {
  const auto page = event(R"("offers":{"@type":"AggregateOffer","lowPrice":10,"priceCurrency":"EUR",
    "availability":"InStock","offers":[{"name":"Stalls","price":20},
      {"name":"Circle","price":10,"availability":"SoldOut"}]})");
  const auto& offers = page.events.at(0).offers;
  ASSERT_EQ(offers.size(), 2U);
  EXPECT_EQ(offers[0].section, "Stalls");
  EXPECT_EQ(money(offers[0].price), "20.00 EUR");
  EXPECT_EQ(offers[0].availability, Availability::in_stock);
  EXPECT_EQ(offers[1].availability, Availability::sold_out);
}

TEST(Offers, SeatsOfTickets) {
  const auto page = event(R"("offers":{"price":20,"priceCurrency":"EUR","itemOffered":[
    {"@type":"Ticket","ticketedSeat":{"seatSection":"B","seatRow":"3","seatNumber":"11"}},
    {"@type":"Ticket","ticketedSeat":{"seatSection":"B","seatRow":"3","seatNumber":"12"}}]})");
  const OfferFacts& offer = page.events.at(0).offers.at(0);
  EXPECT_EQ(offer.section + "/" + offer.row + "/" + offer.seats, "B/3/11, 12");
  EXPECT_EQ(offer.quantity, 2);
}

// Offers that share a key get keys of their own, the same ones on every reading.
TEST(Offers, AreToldApart) {
  struct Case {
    std::string offers;
    std::vector<std::string> keys;
  };
  const Case cases[] = {
      {R"([{"price":1},{"price":1}])", {"at:||"}},
      {R"([{"price":1},{"price":2},{"price":3}])", {"at:||", "id:#2", "id:#3"}},
      {R"([{"price":1,"url":"/a"},{"price":2,"url":"/b"}])",
       {"id:https://tickets.example/a", "id:https://tickets.example/b"}},
      {R"([{"price":1,"priceCurrency":"EUR"},{"price":1,"priceCurrency":"USD"}])",
       {"id:EUR", "id:USD"}},
      {R"([{"sku":"s","name":"A"},{"sku":"s","name":"B"}])", {"id:s A", "id:s B"}},
      {R"([{"name":"Show","price":1},{"name":"A","price":2}])", {"at:||", "at:a||"}},
  };
  for (const Case& c : cases) {
    const auto page = event("\"offers\":" + c.offers);
    std::vector<std::string> keys;
    for (const OfferFacts& o : page.events.at(0).offers) keys.push_back(offer_key(o));
    EXPECT_EQ(keys, c.keys) << c.offers;
  }
}

TEST(Events, DatesZonesAndStates) {
  const auto zoned = json_ld(R"({"@type":"Event","name":"X","startDate":"2026-07-01T20:00",
    "eventSchedule":{"scheduleTimezone":"Europe/London"},"eventStatus":"Cancelled"})");
  EXPECT_EQ(start(zoned.events.at(0)), "2026-07-01T19:00:00Z");
  EXPECT_EQ(zoned.events[0].event.time_zone, "Europe/London");
  EXPECT_EQ(zoned.events[0].event.start_precision, StartPrecision::exact);
  EXPECT_EQ(zoned.events[0].event.status, EventStatus::cancelled);
  const auto day = json_ld(R"({"@type":"Event","name":"X","startDate":"1999-07-01"})");
  EXPECT_EQ(day.events.at(0).event.start_precision, StartPrecision::day);
  const auto timed =
      json_ld(R"({"@type":"Event","name":"X","startDate":"2026-07-01","startTime":"20:30"})");
  EXPECT_EQ(start(timed.events.at(0)), "2026-07-01T20:30:00Z");
  const auto faulty = json_ld(R"({"@type":"Event","name":"X","startDate":"next week",
    "eventStatus":"hm","location":{"geo":{"latitude":200,"longitude":0}}})");
  EXPECT_EQ(faulty.events.at(0).event.starts_at, std::nullopt);
  EXPECT_EQ(faulty.events[0].event.venue.latitude, std::nullopt);
  EXPECT_EQ(faulty.problems.size(), 2U);
}

TEST(Events, WhatPeopleWrite) {
  const std::string html = R"(<html lang="de-DE"><script type="application/ld+json">{
    "@type":"Event","name":"[Verschoben] X","startDate":"Sa. 16.05.2026, 20 Uhr",
    "doorTime":"19 Uhr","offers":{"price":"2 Karten f\u00fcr 90 \u20ac","availability":"Restkarten",
    "validFrom":"Fr 10 Uhr"}}</script>)";
  const auto page = extract_page(
      {html, "https://tickets.example/", "text/html", *parse_instant("2026-05-05T12:00:00Z")});
  const EventFacts& e = page.events.at(0).event;
  EXPECT_EQ(start(page.events[0]), "2026-05-16T20:00:00Z");
  EXPECT_EQ(e.start_precision, StartPrecision::local);
  EXPECT_EQ(format_instant(*e.doors_at), "2026-05-16T19:00:00Z");
  EXPECT_EQ(e.status, EventStatus::postponed);
  EXPECT_EQ(format_instant(*e.on_sale_from), "2026-05-08T10:00:00Z");
  const OfferFacts& offer = page.events[0].offers.at(0);
  EXPECT_EQ(money(offer.price), "90.00 EUR");
  EXPECT_EQ(offer.price_is, PriceIs::total);
  EXPECT_EQ(offer.quantity, 2);
  EXPECT_EQ(offer.availability, Availability::limited);
}

TEST(Events, GuessesAreMarked) {
  const auto page = json_ld(R"({"@type":"Event","name":"X","startDate":"5/6/2026",
    "offers":{"price":"$45"}})");
  EXPECT_TRUE(page.events.at(0).event.start_guess);
  EXPECT_TRUE(page.events[0].offers.at(0).price_guess);
  EXPECT_THAT(page.problems, Contains(HasSubstr("ambiguous")));
  const auto sure = event(R"("offers":{"price":"45","priceCurrency":"USD"})");
  EXPECT_FALSE(sure.events.at(0).event.start_guess);
  EXPECT_FALSE(sure.events[0].offers.at(0).price_guess);
}

TEST(Events, TheClocksAtTheVenue) {
  struct Case {
    std::string start, local;
  };
  const Case cases[] = {
      {R"("2026-07-01T20:00:00+01:00")", "2026-07-01T20:00:00Z"},
      {R"("2026-07-01T20:00")", "2026-07-01T20:00:00Z"},
      {R"("2026-07-01")", "2026-07-01T00:00:00Z"},
      {R"("2026-07-01T19:00:00Z")", ""},
      {R"("2026-07-01T19:00:00Z","eventSchedule":{"scheduleTimezone":"Europe/London"})",
       "2026-07-01T20:00:00Z"},
  };
  for (const Case& c : cases) {
    const auto page = json_ld(R"({"@type":"Event","name":"X","startDate":)" + c.start + "}");
    const auto& local = page.events.at(0).event.starts_local;
    EXPECT_EQ(local ? format_instant(*local) : "", c.local) << c.start;
  }
}

TEST(Events, AttendanceAndStatusInTheName) {
  const auto online = event(R"("eventAttendanceMode":"https://schema.org/OnlineEventAttendanceMode",
    "location":{"@type":"Place","name":"Old Hall"})");
  EXPECT_EQ(online.events.at(0).event.venue.name, "Online");
  const auto mixed = event(R"("eventAttendanceMode":"MixedEventAttendanceMode",
    "location":[{"@type":"VirtualLocation","name":"Stream"},{"@type":"Place","name":"Old Hall"}])");
  EXPECT_EQ(mixed.events.at(0).event.venue.name, "Old Hall");
  const auto gone = json_ld(R"({"@type":"Event","name":"CANCELLED - The Nightjars"})");
  EXPECT_EQ(gone.events.at(0).event.status, EventStatus::cancelled);
  const auto play = json_ld(R"({"@type":"Event","name":"Postponed: a play","eventStatus":
    "EventScheduled"})");
  EXPECT_EQ(play.events.at(0).event.status, EventStatus::scheduled);
  const auto full = json_ld(R"({"@type":"Event","name":"SOLD OUT: The Nightjars"})");
  EXPECT_EQ(full.events.at(0).offers.at(0).availability, Availability::sold_out);
}

TEST(Events, PlaceholderSaleDatesAreNone) {
  const auto page = event(R"("offers":{"url":"/b","validFrom":"1899-12-31T19:30:00"})");
  EXPECT_EQ(page.events.at(0).event.on_sale_from, std::nullopt);
}

constexpr std::string_view kItem = R"(
  <div itemscope itemtype="http://schema.org/MusicEvent" itemref="extra">
    <h1 itemprop="name">The <b>Nightjars</b></h1> <a itemprop="url" href="/e/1">more</a>
    <time itemprop="startDate" datetime="2026-05-01T20:00">1 May</time>
    <div itemprop="location" itemscope itemtype="http://schema.org/Place">
      <span itemprop="name">Old Hall</span></div>
    <p itemprop="offers" itemscope itemtype="http://schema.org/Offer">
      <span itemprop="price" content="20.00">twenty</span>
      <meta itemprop="priceCurrency" content="GBP"><link itemprop="availability"
        href="http://schema.org/SoldOut"><data itemprop="sku" value="S"></data></p></div>
  <p id="extra"><span itemprop="performer">Ann</span><span itemprop="performers">Bob</span></p>)";

TEST(Microdata, ReadsItems) {
  const auto page = extract(kItem);
  EXPECT_THAT(page.problems, IsEmpty());
  ASSERT_EQ(page.events.size(), 1U);
  const EventFacts& e = page.events[0].event;
  EXPECT_EQ(e.name, "The Nightjars");
  EXPECT_EQ(e.url, "https://tickets.example/e/1");
  EXPECT_EQ(e.venue.name, "Old Hall");
  EXPECT_EQ(start(page.events[0]), "2026-05-01T20:00:00Z");
  EXPECT_THAT(e.performers, ElementsAre("Ann", "Bob"));
  ASSERT_EQ(page.events[0].offers.size(), 1U);
  const OfferFacts& o = page.events[0].offers[0];
  EXPECT_EQ(money(o.price), "20.00 GBP");
  EXPECT_EQ(o.availability, Availability::sold_out);
  EXPECT_EQ(o.external_id, "S");
}

constexpr std::string_view kTyped = R"(
  <div vocab="https://schema.org/" typeof="MusicEvent" resource="#e">
    <h1 property="name">The <b>Nightjars</b></h1> <a property="url" href="/e/1">more</a>
    <time property="startDate" datetime="2026-05-01T20:00">1 May</time>
    <div property="location" typeof="Place"><span property="name">Old Hall</span>
      <p property="address" typeof="PostalAddress"><i property="addressLocality">Leeds</i></p></div>
    <p property="offers" typeof="Offer"><span property="price" content="20.00">twenty</span>
      <meta property="priceCurrency" content="GBP"><link property="availability"
        href="http://schema.org/SoldOut"><meta property="sku" content="S"></p></div>
  <p resource="#e"><span property="performer">Ann</span></p>)";

TEST(Rdfa, ReadsTypedElements) {
  const auto page = extract(kTyped);
  EXPECT_THAT(page.problems, IsEmpty());
  ASSERT_EQ(page.events.size(), 1U);
  const EventFacts& e = page.events[0].event;
  EXPECT_EQ(e.name, "The Nightjars");
  EXPECT_EQ(e.category, "music");
  EXPECT_EQ(e.url, "https://tickets.example/e/1");
  EXPECT_EQ(e.venue.name, "Old Hall");
  EXPECT_EQ(e.venue.city, "Leeds");
  EXPECT_EQ(start(page.events[0]), "2026-05-01T20:00:00Z");
  ASSERT_EQ(page.events[0].offers.size(), 1U);
  EXPECT_EQ(money(page.events[0].offers[0].price), "20.00 GBP");
  EXPECT_EQ(page.events[0].offers[0].availability, Availability::sold_out);
}

TEST(Rdfa, NamesOfVocabularies) {
  struct Case {
    std::string_view html;
    std::size_t events;
  };
  const Case cases[] = {
      {"<p vocab='http://schema.org/' typeof=Event><b property=name>X</b></p>", 1},
      {"<p typeof='schema:Event'><b property='schema:name'>X</b></p>", 1},
      {"<p prefix='s: https://schema.org/' typeof='s:Event'><b property='s:name'>X</b></p>", 1},
      {"<p typeof=Event><b property=name>X</b></p>", 1},
      {"<p typeof='http://schema.org/SportsEvent'><b property='http://schema.org/name'>X</b></p>",
       1},
      {"<p vocab='http://example.org/' typeof=Event><b property=name>X</b></p>", 0},
      {"<p vocab='http://schema.org/' typeof=Thing><b property=name>Event</b></p>", 0},
      {"<p vocab='http://schema.org/' typeof='Person Event'><b property=name content=X></b></p>",
       1},
  };
  for (const Case& c : cases) EXPECT_EQ(extract(c.html).events.size(), c.events) << c.html;
}

TEST(Rdfa, ReferencesAndForeignSubjects) {
  const auto page = extract(R"(<div vocab="http://schema.org/"><p typeof=Event resource="#e">
    <b property=name>X</b><link property=location resource="#v"></p>
    <p typeof=Place resource="#v"><b property=name>Hall</b></p>
    <p><b property=name>nobody's</b></p></div>)");
  ASSERT_EQ(page.events.size(), 1U);
  EXPECT_EQ(page.events[0].event.venue.name, "Hall");
  EXPECT_EQ(page.events[0].event.name, "X");
}

TEST(OpenGraph, IsTheLastResort) {
  const std::string meta = R"(<meta property="og:type" content="site:event">
    <meta property="og:title" content="The Nightjars &amp; Co"><meta property="og:url" content="/e/1">
    <meta name="event:start_time" content="2026-05-01T20:00:00+01:00">
    <meta property="og:locality" content="Leeds"><meta property="place:location:latitude"
    content="53.8"><meta property="place:location:longitude" content="-1.5">
    <meta property="product:price:amount" content="20.00"><meta
    property="product:price:currency" content="GBP">)";
  const auto page = extract(meta);
  EXPECT_THAT(page.problems, IsEmpty());
  ASSERT_EQ(page.events.size(), 1U);
  const EventFacts& e = page.events[0].event;
  EXPECT_EQ(e.name, "The Nightjars & Co");
  EXPECT_EQ(e.url, "https://tickets.example/e/1");
  EXPECT_EQ(e.venue.city, "Leeds");
  EXPECT_EQ(e.venue.latitude, 53.8);
  EXPECT_EQ(start(page.events[0]), "2026-05-01T19:00:00Z");
  ASSERT_EQ(page.events[0].offers.size(), 1U);
  EXPECT_EQ(money(page.events[0].offers[0].price), "20.00 GBP");

  const std::string other = R"(<script type="application/ld+json">{"@type":"Event",
    "name":"Another"}</script>)";
  EXPECT_THAT(names(extract(meta + other)), ElementsAre("Another"));
  for (const auto* type : {"website", "article", "event.list", "prevent", "music.song"}) {
    const auto none = extract(std::string("<meta property=og:title content=X>") +
                              "<meta property=og:type content=" + type + ">");
    EXPECT_THAT(none.events, IsEmpty()) << type;
  }
}

TEST(Merge, OneEventInFourVocabularies) {
  const std::string json = R"(<script type="application/ld+json">{"@type":"MusicEvent",
    "name":"The Nightjars","url":"https://tickets.example/e/1",
    "startDate":"2026-05-01T20:00:00+01:00"}</script><meta property="og:type" content="event">
    <meta property="og:title" content="The Nightjars">)";
  const auto page = extract(json + std::string(kItem) + std::string(kTyped));
  ASSERT_EQ(page.events.size(), 1U);
  EXPECT_EQ(page.events[0].offers.size(), 1U);
  EXPECT_EQ(page.events[0].event.venue.city, "Leeds");
}

TEST(Merge, OneEventInTwoVocabularies) {
  const std::string json = R"(<script type="application/ld+json">{"@type":"MusicEvent",
    "name":"The Nightjars","url":"https://tickets.example/e/1?utm_source=ld",
    "startDate":"2026-05-01T20:00:00+01:00","offers":{"price":20,"priceCurrency":"GBP",
    "name":"Stalls"}}</script>)";
  const auto page = extract(json + std::string(kItem));
  ASSERT_EQ(page.events.size(), 1U);
  EXPECT_EQ(start(page.events[0]), "2026-05-01T19:00:00Z");
  EXPECT_EQ(page.events[0].event.venue.name, "Old Hall");
  ASSERT_EQ(page.events[0].offers.size(), 1U);
  EXPECT_EQ(page.events[0].offers[0].section, "Stalls");
  EXPECT_EQ(page.events[0].offers[0].availability, Availability::sold_out);
}

TEST(Merge, TellsEventsApart) {
  const std::string at = R"({"@type":"Event","url":"/tour","name":"T","startDate":"2026-05-0)";
  struct Case {
    std::string json;
    std::size_t events;
  };
  const Case cases[] = {
      {at + "1\"}," + at + "1\"}", 1},
      {at + "1\"}," + at + "1T20:00\"}", 1},
      {at + "1T15:00\"}," + at + "1T20:00\"}", 2},
      {at + "1\"}," + at + "2\"}", 2},
      {R"({"@type":"Event","name":"A","identifier":"1"},{"@type":"Event","name":"A","identifier":"2"})",
       2},
      {R"({"@type":"Event","name":"A","identifier":"1"},{"@type":"Event","name":"B","identifier":"1"})",
       2},
      {R"({"@type":"Event","name":"A","@id":"#x","url":"/1"},{"@type":"Event","name":"A","@id":"#x","url":"/2"})",
       2},
      {R"({"@type":"Event","name":"A","location":"X"},{"@type":"Event","name":"A","location":"Y"})",
       2},
  };
  for (const Case& c : cases) {
    const auto page = json_ld("[" + c.json + "]");
    ASSERT_EQ(page.events.size(), c.events) << c.json;
    if (c.events == 2) {
      EXPECT_NE(event_key(page.events[0].event), event_key(page.events[1].event)) << c.json;
    }
  }
}

TEST(Page, ResolvesAgainstBase) {
  const auto page = extract(R"(<base href="//cdn.example/x/?a&amp;b"><script
    type=application/ld+json>{"@type":"Event","name":"X","url":"y z"}</script>)");
  EXPECT_EQ(page.events.at(0).event.url, "https://cdn.example/x/y%20z");
  const auto script = event("\"url\":\"javascript:alert(1)\"");
  EXPECT_EQ(script.events.at(0).event.url, "");
}

}  // namespace
}  // namespace tocsin::scrape
