// Pages read by the rules of a platform file, on pages written for the purpose.
#include "scrape/platform/reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "base/time.h"
#include "scrape/platform/facts.h"
#include "scrape/platform/platform_file.h"

namespace tocsin::scrape {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kHead =
    "urls = [\"https://www.shows.example/*\"]\nunverified = \"a test\"\n";
const Instant kNow = *parse_instant("2026-03-01T12:00:00Z");

Platform platform(std::string_view rules) {
  return read_platform(std::string(kHead) + std::string(rules), "shows.toml", "shows");
}
PlatformReading read(std::string_view rules, std::string_view page,
                     const std::string& url = "https://www.shows.example/list") {
  return read_platform_page(platform(rules), {page, url, "", kNow});
}
// The named facts of each offer, or of an event without one.
std::vector<std::string> facts(const PlatformReading& reading, std::string_view names) {
  std::vector<std::string> out;
  for (const FoundEvent& found : reading.extraction.events) {
    const auto line = [&](const OfferFacts* offer) {
      std::vector<std::string> texts;
      for (const std::string& name : split(names, ' ')) {
        texts.push_back(fact(name, found.event, offer));
      }
      out.push_back(join(texts, " | "));
    };
    if (found.offers.empty()) line(nullptr);
    for (const OfferFacts& offer : found.offers) line(&offer);
  }
  return out;
}
std::vector<std::string> urls(const PlatformReading& reading) {
  std::vector<std::string> out;
  for (const PageLink& link : reading.links) {
    out.push_back((link.kind == PageLink::Kind::next ? "next " : "") + link.url);
  }
  return out;
}

TEST(Reading, AListOfElements) {
  constexpr std::string_view kRules = R"toml(
language = "en"
country = "GB"
[[page]]
events = "li.show"
[page.event]
id = { attribute = "data-id" }
name = "h3"
url = { css = "a", attribute = "href" }
starts_at = ".when"
venue = { css = ".where", regex = "^([^,]*)" }
city = { css = ".where", regex = ", (.*)$" }
performers = { css = ".acts b", all = true }
[page.offer]
price = ".price"
availability = { css = "i", words = { "Letzte Plätze!" = "limited" } }
)toml";
  constexpr std::string_view kPage = R"(<html><ul>
<li class="show" data-id="7"><a href="/show/77"><h3>The Nightjars</h3></a>
 <p class="when">Fri 1 May 2026, 20:00</p><p class="where">Old Hall, Leeds</p>
 <p class="acts"><b>The Nightjars</b> <b>Support</b></p>
 <p class="price">from £45 + £5 fee</p><i>letzte plätze</i></li>
<li class="show">an advertisement</li>
<li class="show" data-id="8"><h3>Free Night</h3><p class="when">Sat 2 May, 7pm</p>
 <p class="price">free</p><i>sold out</i></li></ul></html>)";
  const auto found = read(kRules, kPage);
  EXPECT_THAT(
      facts(found,
            "id name starts_at venue city country performers offer.price offer.fees "
            "offer.availability url"),
      ElementsAre("7 | The Nightjars | 2026-05-01T20:00:00 | Old Hall | Leeds | GB | The "
                  "Nightjars, Support | 45.00 GBP | 5.00 GBP | limited | "
                  "https://www.shows.example/show/77",
                  "8 | Free Night | 2026-05-02T19:00:00 |  |  | GB |  | 0.00 |  | sold_out | "));
}

TEST(Reading, OnePageIsOneEventWithManyOffers) {
  constexpr std::string_view kRules = R"toml(
currency = "EUR"
time_zone = "Europe/Paris"
[[page]]
offers = "tr.seat"
[page.event]
name = "h1"
starts_at = { css = "time", attribute = "datetime" }
[page.offer]
section = { css = "td:nth-child(1)" }
row = "td:nth-child(2)"
quantity = { css = "td:nth-child(3)", regex = "\\d+" }
price = "td:nth-child(4)"
price_is = { value = "total" }
resale = { css = "td:nth-child(5)", words = { "Fan to fan" = "true" } }
delivery = { css = "dl.how", of = "page" }
)toml";
  constexpr std::string_view kPage = R"(<h1>Gala</h1><time datetime="2026-07-01T20:30">soir</time>
<dl class="how">mobile</dl><table>
<tr class="seat"><td>A</td><td>1</td><td>2 places</td><td>1.234,50</td><td>Fan to fan</td></tr>
<tr class="seat"><td>A</td><td>2</td><td>4 places</td><td>80 €</td><td></td></tr></table>)";
  const auto found = read(kRules, kPage);
  EXPECT_THAT(
      facts(found,
            "name starts_at time_zone offer.section offer.row offer.quantity offer.price "
            "offer.price_is offer.resale offer.delivery"),
      ElementsAre("Gala | 2026-07-01T18:30:00Z | Europe/Paris | A | 1 | 2 | 1234.50 EUR | total | "
                  "true | mobile",
                  "Gala | 2026-07-01T18:30:00Z | Europe/Paris | A | 2 | 4 | 80.00 EUR | total |  | "
                  "mobile"));
}

TEST(Reading, JsonWithinThePage) {
  constexpr std::string_view kJson =
      R"({"shows": [{"t": "One", "d": "2026-05-01", "tbd": true, "at": "2026-05-01T03:30",
           "tickets": [{"p": 10.50, "c": "USD"}, {"p": 20, "c": "USD"}]},
          {"t": "Two", "d": "2026-05-02", "tbd": false, "at": "2026-05-02T19:00", "tickets": []}]})";
  constexpr std::string_view kRules = R"(
events = "/shows/*"
offers = ["/tickets/*", ""]
[page.event]
name = "/t"
starts_at = [{ json = "/at", unless = "/tbd" }, "/d"]
[page.offer]
price = "/p"
currency = "/c"
availability = { value = "in_stock" }
)";
  const std::vector<std::string> expected{"One | 2026-05-01 | 10.50 USD | in_stock",
                                          "One | 2026-05-01 | 20.00 USD | in_stock",
                                          "Two | 2026-05-02T19:00:00 |  | in_stock"};
  const auto check = [&](const std::string& data, const std::string& page) {
    const auto found = read("[[page]]\ndata = " + data + std::string(kRules), page);
    EXPECT_EQ(facts(found, "name starts_at offer.price offer.availability"), expected) << data;
  };
  const std::string json(kJson);
  check("\"json\"", json);
  check("{ css = \"script#state\" }", "<p>x</p><script id=state>" + json + "</script>");
  check("{ variable = \"STATE\" }",
        "<script>var STATES = {}; window.STATE = " + json + ";\nwindow.OTHER = {};</script>");
  check("{ variable = \"state\" }", "<script>x({'state' : " + json + "})</script>");
  std::string quoted;
  for (const char c : json) quoted += c == '"' ? "&quot;" : std::string(1, c);
  check("{ css = \"#app\", attribute = \"data-props\" }",
        "<div id=app data-props=\"" + quoted + "\"></div>");
  const auto none = read("[[page]]\ndata = { variable = \"STATE\" }" + std::string(kRules), "<p>");
  EXPECT_THAT(none.extraction.problems, ElementsAre("no script gives a value to STATE"));
}

TEST(Reading, StructuredDataGoesFirstUnlessTheFileSaysOtherwise) {
  constexpr std::string_view kPage = R"(<script type="application/ld+json">
{"@type": "Event", "name": "Gala", "startDate": "2026-05-01T20:00", "url": "/gala"}</script>
<h1>Gala</h1><i class=when>2026-05-01T21:00</i><b>£20</b><a class=u href="/gala"></a>)";
  constexpr std::string_view kRules = R"(
[[page]]
[page.event]
name = "h1"
url = { css = "a.u", attribute = "href" }
starts_at = ".when"
[page.offer]
price = "b"
)";
  const auto start = [&](const std::string& mode) {
    const auto found = read("structured_data = \"" + mode + "\"\n" + std::string(kRules), kPage);
    return facts(found, "starts_at offer.price");
  };
  EXPECT_THAT(start("ignore"), ElementsAre("2026-05-01T21:00:00 | 20.00 GBP"));
  // The page is one event, whatever the two say of it.
  EXPECT_THAT(start("first"), ElementsAre("2026-05-01T20:00:00 | 20.00 GBP"));
  EXPECT_THAT(start("last"), ElementsAre("2026-05-01T21:00:00 | 20.00 GBP"));
  const auto filled = read(R"(
[[page]]
[page.event]
category = { value = "music" }
[page.offer]
price = "b"
)",
                           R"(<script type="application/ld+json">
{"@type": "Event", "name": "Gala", "startDate": "2026-05-01T20:00"}</script><h1>Gala</h1><b>£20</b>)");
  EXPECT_THAT(facts(filled, "name category starts_at offer.price"),
              ElementsAre("Gala | music | 2026-05-01T20:00:00 | 20.00 GBP"));
}

TEST(Reading, TheFirstRulesThatMatchAreTaken) {
  constexpr std::string_view kRules = R"(
[[page]]
urls = ["https://www.shows.example/a/*"]
[page.event]
name = "h1"
[[page]]
[page.event]
name = "h2"
)";
  constexpr std::string_view kPage = "<h1>one</h1><h2>two</h2>";
  EXPECT_THAT(facts(read(kRules, kPage, "https://www.shows.example/a/1"), "name"),
              ElementsAre("one"));
  EXPECT_THAT(facts(read(kRules, kPage, "https://www.shows.example/b"), "name"),
              ElementsAre("two"));
}

TEST(Links, NextByItsAddress) {
  constexpr std::string_view kRules = R"(
[[page]]
[page.next]
link = { css = "a.next", attribute = "href" }
)";
  EXPECT_THAT(urls(read(kRules, "<a class=next href='?page=2#top'>next</a>")),
              ElementsAre("next https://www.shows.example/list?page=2"));
  EXPECT_THAT(urls(read(kRules, "<base href='/deep/'><a class=next href='p2'>next</a>")),
              ElementsAre("next https://www.shows.example/deep/p2"));
  for (const auto* href : {"javascript:next()", "https://elsewhere.example/2", "#top", ""}) {
    EXPECT_THAT(urls(read(kRules, fmt::format("<a class=next href='{}'>next</a>", href))),
                IsEmpty())
        << href;
  }
}

TEST(Links, NextByNumber) {
  constexpr std::string_view kRules = R"(
[[page]]
data = "json"
events = "/e/*"
[page.event]
name = "/n"
[page.next]
parameter = "page"
first = 0
last = "/pages"
most = 4
)";
  constexpr std::string_view kPage = R"({"e": [{"n": "x"}], "pages": 3})";
  const auto next = [&](std::string_view page, const std::string& query) {
    return join(urls(read(kRules, page, "https://www.shows.example/list" + query)), " ");
  };
  EXPECT_EQ(next(kPage, ""), "next https://www.shows.example/list?page=1");
  EXPECT_EQ(next(kPage, "?page=1&q=a%20b"), "next https://www.shows.example/list?q=a%20b&page=2");
  EXPECT_EQ(next(kPage, "?page=2"), "");                     // the page says three parts
  EXPECT_EQ(next(R"({"e": [{"n": "x"}]})", "?page=3"), "");  // most
  EXPECT_EQ(next(R"({"e": []})", "?page=1"), "");            // nothing left
  EXPECT_EQ(next(R"({"e": [{"n": "x"}]})", "?page=-9223372036854775808"), "");
}

TEST(Links, WhatAListNames) {
  constexpr std::string_view kRules = R"(
[[page]]
[page.follow]
links = { css = "a", attribute = "href" }
urls = ["https://www.shows.example/show/*"]
most = 3
[[fetch.secret]]
origin = "https://www.shows.example"
parameter = "key"
key = "seatgeek.client_id"
)";
  constexpr std::string_view kPage =
      "<a href=/show/1><a href=/show/1#x><a href=/help><a href='/show/2?key=K&x=1'>"
      "<a href=https://elsewhere.example/show/9><a href=/show/3><a href=/show/4>";
  EXPECT_THAT(urls(read(kRules, kPage)), ElementsAre("https://www.shows.example/show/1",
                                                     "https://www.shows.example/show/2?x=1",
                                                     "https://www.shows.example/show/3"));
}

TEST(Expectation, SaysWhatIsMissing) {
  constexpr std::string_view kRules = R"(
[[page]]
events = "li"
[page.event]
name = "b"
starts_at = "i"
[page.offer]
price = "u"
[expect]
events = 2
offers = 3
fields = ["name", "starts_at", "offer.price"]
share = 0.5
)";
  const auto found = read(kRules, "<li><b>A</b><i>2026-05-01</i><u>£5</u><li><b>B</b><li><b>C</b>");
  EXPECT_THAT(found.missing.value(),
              ElementsAre("1 offers, at least 3 expected", "1 of 3 have starts_at"));
  EXPECT_EQ(read("", "<p>").missing, std::nullopt);
}

}  // namespace
}  // namespace tocsin::scrape
