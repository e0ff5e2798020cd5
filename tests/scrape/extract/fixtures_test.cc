// Real pages with the extraction another reader expects of them: every event and every offer of the
// expectation must be found, and nothing on pages about other things.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "base/text.h"
#include "base/time.h"
#include "scrape/extract/date_text.h"
#include "scrape/extract/nodes.h"
#include "scrape/extract/number_text.h"
#include "scrape/extract/page.h"
#include "support/fixtures.h"

namespace tocsin::scrape {
namespace {

using Json = nlohmann::json;
using std::filesystem::path;

std::string read_file(const path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

bool is_event(const Json& object) {
  const Json& type = object.contains("@type") ? object["@type"] : object.value("type", Json());
  if (!type.is_string()) return false;
  const std::string name(schema_name(type.get<std::string>()));
  return name.ends_with("Event") || name == "Festival";
}

// Every event object at any depth; microdata's "properties" are its members.
void collect(const Json& json, std::vector<Json>& out) {
  if (json.is_object() && is_event(json)) {
    out.push_back(json.contains("properties") ? json["properties"] : json);
  }
  for (const auto& child : json) {
    if (child.is_structured()) collect(child, out);
  }
}

std::string member(const Json& object, const char* name) {
  if (!object.is_object() || !object.contains(name)) return "";
  const Json& value = object[name];
  return value.is_string() ? clean(value.get<std::string>())
                           : (value.is_null() ? "" : value.dump());
}

void check_offer(const Json& expected, const FoundEvent& found, const std::string& what) {
  ASSERT_EQ(found.offers.size(), 1U) << what;
  const OfferFacts& offer = found.offers[0];
  const Json& facts = expected.contains("properties") ? expected["properties"] : expected;
  std::string price = member(facts, "price");
  if (price.empty()) price = member(facts, "lowPrice");
  if (price.starts_with('$')) price.erase(0, 1);
  const auto currency = Currency::parse(member(facts, "priceCurrency"));
  if (!price.empty()) {
    ASSERT_TRUE(offer.price) << what;
    EXPECT_EQ(offer.price, read_number(price, currency.value_or(offer.price->currency))) << what;
  } else {
    EXPECT_EQ(offer.price, std::nullopt) << what;
  }
  if (member(facts, "availability") == "http://schema.org/InStock") {
    EXPECT_EQ(offer.availability, Availability::in_stock) << what;
  }
  if (const auto url = member(facts, "url"); url.starts_with("http")) {
    EXPECT_EQ(offer.url, url);
  }
}

void check_event(const Json& expected, const Extraction& page, const std::string& file) {
  const std::string name = clean(member(expected, "name"));
  const auto start = read_date(member(expected, "startDate"));
  const std::string what = file + ": " + name + ", " + member(expected, "startDate");
  ASSERT_TRUE(start) << what;
  const FoundEvent* found = nullptr;
  for (const FoundEvent& candidate : page.events) {
    const std::string url = member(expected, "url");
    const bool same_url = !url.starts_with("http") || candidate.event.url == url;
    if (candidate.event.name == name && candidate.event.starts_at == start->at && same_url) {
      found = &candidate;
    }
  }
  ASSERT_NE(found, nullptr) << what;
  EXPECT_EQ(found->event.start_precision, start->precision) << what;
  const Json place = expected.value("location", Json());
  const Json& facts = place.contains("properties") ? place["properties"] : place;
  const std::string venue = place.is_string() ? place.get<std::string>() : member(facts, "name");
  EXPECT_EQ(found->event.venue.name, venue) << what;
  if (expected.contains("performer")) {
    std::set<std::string> names;
    for (const Json& performer : expected["performer"]) names.insert(member(performer, "name"));
    EXPECT_EQ(found->event.performers.size(), names.size()) << what;
  }
  const Json offers = expected.value("offers", Json());
  if (offers.is_object()) check_offer(offers, *found, what);
  if (offers.is_string()) {
    ASSERT_EQ(found->offers.size(), 1U) << what;
    EXPECT_TRUE(found->offers[0].url.ends_with(offers.get<std::string>())) << what;
  }
  if (offers.is_null()) {
    EXPECT_TRUE(found->offers.empty()) << what;
  }
  EXPECT_FALSE(offers.is_array()) << what << ": this test does not compare lists of offers";
}

TEST(Fixtures, EveryExpectedEventAndOfferIsFound) {
  TOCSIN_NEEDS_FIXTURE("pages/extruct");
  std::size_t pages = 0;
  std::size_t with_events = 0;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(test::fixtures() / "pages/extruct")) {
    if (entry.path().extension() != ".html") continue;
    std::vector<Json> expected;
    for (const auto* extension : {".json", ".jsonld"}) {
      path file = entry.path();
      file.replace_extension(extension);
      if (std::filesystem::exists(file)) collect(Json::parse(read_file(file)), expected);
    }
    const std::string name = entry.path().filename().string();
    const Extraction page = extract_page({read_file(entry.path()), "https://page.example/x", ""});
    for (const Json& event : expected) check_event(event, page, name);
    std::set<std::string> distinct;
    for (const Json& e : expected) {
      distinct.insert(member(e, "name") + member(e, "startDate") + member(e, "url"));
    }
    EXPECT_EQ(page.events.size(), distinct.size()) << name;
    ++pages;
    with_events += expected.empty() ? 0 : 1;
  }
  EXPECT_GE(pages, 20U);
  EXPECT_GE(with_events, 10U);
}

// Every VEVENT of the saved calendars: its UID, name and first start.
TEST(Fixtures, Calendars) {
  TOCSIN_NEEDS_FIXTURE("feeds/corning");
  struct Case {
    std::string_view file;
    std::size_t events, occurrences;
  };
  const Instant now = *parse_instant("2026-08-10T12:00:00Z");
  for (const Case& c : {Case{"chemungmuseum.ics", 3, 3}, Case{"clemenscenter.ics", 17, 17},
                        Case{"flxcalendar.xml", 19, 58}}) {
    const std::string text = read_file(test::fixtures() / "feeds/corning" / c.file);
    const Extraction page = extract_page({text, "https://venue.example/", "", now});
    EXPECT_TRUE(page.problems.empty()) << page.problems.front();
    EXPECT_EQ(page.events.size(), c.occurrences) << c.file;
    std::set<std::string> uids;
    for (const FoundEvent& found : page.events) {
      const EventFacts& e = found.event;
      const std::string uid = e.external_id.substr(0, e.external_id.find(' '));
      EXPECT_NE(text.find(uid), std::string::npos) << uid;
      uids.insert(uid);
      ASSERT_TRUE(e.starts_at && e.starts_local) << e.name;
      const bool timed = e.start_precision == StartPrecision::exact;
      EXPECT_EQ(e.time_zone, timed ? "America/New_York" : "") << e.name;
      if (e.name.starts_with("CANCELLED")) {
        EXPECT_EQ(e.status, EventStatus::cancelled);
      }
      std::string wall = format_instant(*e.starts_local).substr(0, timed ? 16 : 10);
      if (c.file.ends_with(".ics")) {
        std::erase(wall, '-');
        std::erase(wall, ':');
      }
      // Times that a rule gives stand nowhere.
      if (uid == e.external_id) {
        EXPECT_NE(text.find(wall), std::string::npos) << e.name << wall;
      }
    }
    EXPECT_EQ(uids.size(), c.events) << c.file;
  }
}

// The iCalendar samples of another implementation's tests: each is read, none stops the reader.
TEST(Fixtures, CalendarSamples) {
  TOCSIN_NEEDS_FIXTURE("conformance/ical");
  std::size_t with_events = 0;
  std::size_t files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(test::fixtures() / "conformance/ical")) {
    const Extraction page =
        extract_page({read_file(entry.path()), "https://venue.example/", "text/calendar"});
    with_events += page.events.empty() ? 0 : 1;
    ++files;
  }
  EXPECT_GE(files, 15U);
  EXPECT_GE(with_events, files - 5);
}

TEST(Fixtures, PagesWithoutStructuredDataGiveNothing) {
  for (const std::string_view folder : {"pages/corning", "pages/livenation_pl"}) {
    TOCSIN_NEEDS_FIXTURE(std::string(folder));
    for (const auto& entry : std::filesystem::directory_iterator(test::fixtures() / folder)) {
      const Extraction page =
          extract_page({read_file(entry.path()), "https://venue.example/", "text/html"});
      EXPECT_TRUE(page.events.empty()) << entry.path();
    }
  }
}

TEST(Fixtures, TicketmasterObjects) {
  const std::string file = "api/ticketmaster_jsonld_concertmate.json";
  TOCSIN_NEEDS_FIXTURE(file);
  const Json objects = Json::parse(read_file(test::fixtures() / file));
  ASSERT_EQ(objects.size(), 25U);
  std::size_t priced = 0;
  for (const Json& object : objects) {
    const std::string html =
        "<!doctype html><html lang=\"en-us\"><head><title>t</title>"
        "<script type=\"application/ld+json\">" +
        object.dump() + "</script></head><body></body></html>";
    const Extraction page = extract_page({html, "https://www.ticketmaster.com/", "text/html"});
    ASSERT_EQ(page.events.size(), 1U);
    EXPECT_TRUE(page.problems.empty()) << page.problems.front();
    check_event(object, page, file);
    const FoundEvent& found = page.events[0];
    EXPECT_EQ(found.event.category, "music");
    EXPECT_EQ(found.event.status, EventStatus::scheduled);
    EXPECT_EQ(found.event.venue.city, member(object["location"]["address"], "addressLocality"));
    EXPECT_EQ(found.event.venue.latitude.has_value(), object["location"].contains("geo"));
    const bool placeholder = member(object["offers"], "validFrom") < "1999";
    EXPECT_EQ(found.event.on_sale_from.has_value(), !placeholder);
    priced += found.offers[0].price ? 1 : 0;
  }
  EXPECT_EQ(priced, 13U);
}

}  // namespace
}  // namespace tocsin::scrape
