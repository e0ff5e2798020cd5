// The platform files that ship, on the saved pages and answers they say they were checked against.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "base/file.h"
#include "base/text.h"
#include "base/time.h"
#include "scrape/platform/page_test.h"
#include "scrape/platform/platform_file.h"
#include "scrape/platform/platforms.h"
#include "support/fixtures.h"

namespace tocsin::scrape {
namespace {

using Json = nlohmann::json;
const Instant kNow = *parse_instant("2026-11-21T00:00:00Z");

// Every [[test]] of every shipped file whose page is among the fixtures is met.
TEST(ShippedPlatforms, GiveWhatTheyExpect) {
  TOCSIN_NEEDS_FIXTURE("pages");
  const Platforms platforms = Platforms::load({});
  std::size_t tried = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(test::fixtures() / ("."))) {
    if (!entry.is_regular_file()) continue;
    const std::string path = entry.path().generic_string();
    for (const auto& [name, file] : platforms.files()) {
      const PageTest* test = test_for(file.platform, path);
      if (test == nullptr) continue;
      ++tried;
      const auto result = try_on_page(file.platform, *test, read_file(path), kNow);
      for (const Comparison& c : result.rows) {
        EXPECT_TRUE(c.met) << path << ": " << c.event << " " << c.field << " expected "
                           << c.expected << ", found " << c.found;
      }
    }
  }
  std::size_t tests = 0;
  for (const auto& [name, file] : platforms.files()) tests += file.platform.tests.size();
  EXPECT_EQ(tried, tests);
}

Extraction read(const std::string& platform, const std::string& fixture, const std::string& url) {
  const Platforms platforms = Platforms::load({});
  const std::string bytes = read_file(test::fixtures() / (fixture));
  return read_platform_page(*platforms.find(platform), {bytes, url, "", kNow}).extraction;
}

// All twenty events and every price of the saved answer of 2020, read independently of the rules.
TEST(ShippedPlatforms, EveryEventAndPriceOfTicketmaster) {
  constexpr auto kFixture = "api/ticketmaster_discovery_v2_flatiron_2020.json";
  TOCSIN_NEEDS_FIXTURE(kFixture);
  const Json answer = Json::parse(read_file(test::fixtures() / (kFixture)));
  const auto found = read("ticketmaster", kFixture,
                          "https://app.ticketmaster.com/discovery/v2/events.json?countryCode=US");
  const Json& events = answer["_embedded"]["events"];
  ASSERT_EQ(found.events.size(), events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    const EventFacts& e = found.events[i].event;
    EXPECT_EQ(e.external_id, events[i]["id"]);
    EXPECT_EQ(e.name, events[i]["name"].get<std::string>());
    EXPECT_EQ(format_instant(*e.starts_at), events[i]["dates"]["start"]["dateTime"]);
    EXPECT_EQ(e.venue.name, trim(events[i]["_embedded"]["venues"][0]["name"].get<std::string>()));
    EXPECT_EQ(e.time_zone, events[i]["_embedded"]["venues"][0]["timezone"]);
    ASSERT_EQ(found.events[i].offers.size(), 1U);
    const OfferFacts& offer = found.events[i].offers[0];
    EXPECT_EQ(offer.availability, Availability::in_stock);
    EXPECT_EQ(offer.price.has_value(), events[i].contains("priceRanges")) << e.name;
    if (!offer.price) continue;
    EXPECT_EQ(static_cast<double>(offer.price->minor),
              events[i]["priceRanges"][0]["min"].get<double>() * 100);
  }
  EXPECT_TRUE(found.problems.empty()) << found.problems.front();
}

TEST(ShippedPlatforms, EveryEventAndPriceOfSeatGeek) {
  constexpr auto kFixture = "api/seatgeek_events_flatiron_2020.json";
  TOCSIN_NEEDS_FIXTURE(kFixture);
  const Json answer = Json::parse(read_file(test::fixtures() / (kFixture)));
  const auto found = read("seatgeek", kFixture, "https://api.seatgeek.com/2/events");
  const Json& events = answer["events"];
  ASSERT_EQ(found.events.size(), events.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    const EventFacts& e = found.events[i].event;
    EXPECT_EQ(e.name, events[i]["title"].get<std::string>());
    if (events[i]["time_tbd"]) {
      EXPECT_EQ(e.start_precision, StartPrecision::day) << e.name;
    } else {
      EXPECT_EQ(format_instant(*e.starts_at), events[i]["datetime_utc"].get<std::string>() + "Z");
    }
    const Json& lowest = events[i]["stats"]["lowest_price"];
    const auto& offers = found.events[i].offers;
    ASSERT_EQ(offers.size(), 1U);
    EXPECT_EQ(offers[0].price.has_value(), !lowest.is_null()) << e.name;
    if (lowest.is_null() || !offers[0].price) continue;
    EXPECT_EQ(offers[0].price->minor, lowest.get<std::int64_t>() * 100);
  }
}

// A marketplace as a person would describe it: its prices are texts such as "US$6,999.00".
TEST(OwnPlatform, EveryPriceOfTheMarketplace) {
  constexpr auto kFixture = "prices/fifa_marketplace_listings_2025-07.json.gz";
  TOCSIN_NEEDS_FIXTURE(kFixture);
  const Json pages = Json::parse(test::gunzip(test::fixtures() / kFixture));
  const Platform platform = read_platform(R"(
unverified = "a test"
urls = ["https://collect.fifa.com/marketplace*"]
[[page]]
data = "json"
offers = "/listings/*"
[page.event]
id = "/tag"
name = "/tag"
[page.offer]
section = "/type"
price = "/price"
)",
                                          "marketplace.toml", "marketplace");
  std::size_t prices = 0;
  for (const auto& [name, page] : pages.items()) {
    const auto found =
        read_platform_page(platform, {page.dump(), page["url"], "", kNow}).extraction;
    ASSERT_EQ(found.events.size(), 1U) << name;
    std::multiset<std::int64_t> expected, read;
    std::set<std::string> kinds;
    for (const Json& listing : page["listings"]) {
      std::string digits;
      for (const char c : listing["price"].get<std::string>()) {
        if (c >= '0' && c <= '9') digits += c;
      }
      if (kinds.insert(listing["type"].get<std::string>() + digits).second) {
        expected.insert(std::stoll(digits));
      }
    }
    for (const OfferFacts& offer : found.events[0].offers) {
      ASSERT_TRUE(offer.price) << name;
      EXPECT_EQ(offer.price->currency.code(), "USD");
      read.insert(offer.price->minor);
      ++prices;
    }
    EXPECT_EQ(read, expected) << name;
  }
  EXPECT_GT(prices, 500U);
}

// Two venue pages without structured data, each described in a few lines.
TEST(OwnPlatform, VenuesInTenMinutes) {
  TOCSIN_NEEDS_FIXTURE("pages/corning");
  struct Row {
    std::string file, url, rules;
    std::size_t events;
    std::string name, start;
  };
  const Row rows[] = {{"pages/corning/rockwell.html", "https://rockwellmuseum.org/events",
                       R"(events = ".event-card"
[page.event]
name = ".h4 a"
url = { css = "a.event-anchor", attribute = "href" }
starts_at = ".event-dates"
)",
                       15, "Summer Explorers: Woven Polka Dots", "2026-08-11T10:00:00Z"},
                      {"pages/corning/chamber.html", "https://www.corningny.com/events",
                       R"(events = ".gz-events-card"
[page.event]
name = ".gz-card-title > a"
url = { css = ".gz-card-title > a", attribute = "href" }
starts_at = { css = ".gz-card-date span[content]", attribute = "content" }
)",
                       10, "HORSEHEADS OPEN HOUSE!", "2026-08-09T12:00:00Z"}};
  for (const Row& row : rows) {
    const Platform platform =
        read_platform("unverified = \"a test\"\n[[page]]\n" + row.rules, "venue.toml", "venue");
    const std::string bytes = read_file(test::fixtures() / (row.file));
    const auto found =
        read_platform_page(platform, {bytes, row.url, "", parse_instant("2026-08-01T00:00:00Z")});
    ASSERT_FALSE(found.extraction.events.empty()) << row.file;
    EXPECT_EQ(found.extraction.events.size(), row.events);
    EXPECT_EQ(found.extraction.events[0].event.name, row.name);
    EXPECT_EQ(format_instant(*found.extraction.events[0].event.starts_at), row.start);
  }
}

}  // namespace
}  // namespace tocsin::scrape
