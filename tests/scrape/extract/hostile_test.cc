// Pages that were made to break a reader: they end, in bounded memory, with what can be read.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fmt/format.h>
#include <set>

#include "base/text.h"
#include "scrape/extract/page.h"

namespace tocsin::scrape {
namespace {

using testing::Contains;
using testing::HasSubstr;

Extraction extract(std::string_view html) {
  return extract_page({html, "https://tickets.example/", "text/html"});
}
std::string repeat(std::string_view part, std::size_t times) {
  std::string out;
  out.reserve(part.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += part;
  return out;
}
const std::string kOpen = "<script type=\"application/ld+json\">";
const std::string kGood = kOpen + R"({"@type":"Event","name":"Good"}</script>)";

TEST(Hostile, RefusesHugePages) {
  const auto page = extract(std::string(50U << 20, 'x'));
  EXPECT_TRUE(page.events.empty());
  EXPECT_THAT(page.problems, Contains(HasSubstr("52428800 bytes")));
}

TEST(Hostile, DeepNesting) {
  constexpr std::size_t kDeep = 100'000;
  for (const auto& json : {repeat("[", kDeep), repeat("{\"a\":", kDeep), repeat("]", kDeep),
                           repeat("[", kDeep) + repeat("]", kDeep)}) {
    const auto page = extract(kOpen + json + "</script>" + kGood);
    EXPECT_EQ(page.events.size(), 1U);
    EXPECT_FALSE(page.problems.empty());
  }
  const std::string item =
      "<div itemscope itemtype=http://schema.org/Event>"
      "<b itemprop=name>Good</b></div>";
  const auto page = extract(item + repeat("<div itemscope itemprop=x>", kDeep));
  EXPECT_EQ(page.events.size(), 1U);
  EXPECT_THAT(page.problems, Contains(HasSubstr("nested too deeply")));
}

TEST(Hostile, TenThousandOffers) {
  std::string json = R"({"@type":"Event","name":"Show","offers":[)";
  for (int i = 0; i < 10'000; ++i) {
    json += fmt::format(R"({}{{"price":{}.25,"priceCurrency":"EUR","seatRow":"{}"}})",
                        i == 0 ? "" : ",", i, i);
  }
  const auto page = extract(kOpen + json + "]}</script>");
  ASSERT_EQ(page.events.size(), 1U);
  ASSERT_EQ(page.events[0].offers.size(), 10'000U);
  EXPECT_EQ(page.events[0].offers[9'999].price->text(), "9999.25 EUR");
}

TEST(Hostile, OffersThatNothingTellsApartStayDistinct) {
  std::string json = R"({"@type":"Event","name":"Show","offers":[)";
  for (int i = 0; i < 5'000; ++i) json += fmt::format(R"({{"price":{},"sku":"s"}},)", i);
  const auto page = extract(kOpen + json + "]}</script>");
  std::set<std::string> keys;
  for (const OfferFacts& o : page.events.at(0).offers) keys.insert(offer_key(o));
  EXPECT_EQ(keys.size(), 5'000U);
}

TEST(Hostile, ManyEqualEvents) {
  std::string json = "[";
  for (int i = 0; i < 20'000; ++i) {
    json += fmt::format(R"({{"@type":"Event","name":"Show","url":"/{}"}},)", i % 10'000);
  }
  EXPECT_EQ(extract(kOpen + json + "]</script>").events.size(), 10'000U);
}

TEST(Hostile, BrokenMarkup) {
  const std::string cases[] = {
      repeat("<", 100'000) + kGood,
      repeat("<a \"'", 10'000) + "\">'>" + kGood,
      repeat("</", 100'000) + ">" + kGood,
      "<p></div></html></body><table><tr>" + kGood,
      std::string("a\0b", 3) + kGood + std::string(1000, '\0'),
      "\xFF\xFE\xFD" + kGood,
      repeat("\xC3", 1000) + kGood,
      kGood + "<!-- never ends " + kGood,
      kGood + kOpen + "{",
      kGood + "<style>" + kGood,
      kGood + "<!DOCTYPE x [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;&a;&a;\">]><div itemscope>&b;",
      kGood + repeat("&amp;", 100'000),
  };
  for (const std::string& html : cases) {
    const bool wide = html.starts_with("\xFF\xFE");  // a mark of UTF-16: nothing readable follows
    EXPECT_EQ(extract(html).events.size(), wide ? 0U : 1U) << utf8_prefix(html, 60);
  }
}

TEST(Hostile, ReferencesThatMultiply) {
  std::string html =
      "<div itemscope itemtype=http://schema.org/Event itemref=r0>"
      "<b itemprop=name>Good</b></div>";
  for (int i = 0; i < 60; ++i) {
    html += fmt::format(
        "<p id=r{}><i itemscope itemprop=offers itemref=r{}></i>"
        "<i itemscope itemprop=offers itemref=r{}></i></p>",
        i, i + 1, i + 1);
  }
  html +=
      "<div id=loop itemscope itemtype=http://schema.org/Event itemprop=subEvent "
      "itemref=loop><b itemprop=name>Loop</b></div>";
  EXPECT_EQ(extract(html).events.size(), 2U);
  std::string shared = "<div id=all>" + repeat("<b itemprop=name>x</b>", 5'000) + "</div>";
  shared += repeat("<div itemscope itemtype=http://schema.org/Event itemref=all></div>", 5'000);
  EXPECT_THAT(extract(shared).problems, Contains(HasSubstr("repeats too much")));
}

TEST(Hostile, WhatIsNoEventPage) {
  for (const std::string_view html :
       {"", " \n", "<html><title>500</title><h1>Internal Server Error</h1></html>",
        "{\"error\":{\"code\":500}}",
        "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>", "Too many requests"}) {
    const auto page = extract(html);
    EXPECT_TRUE(page.events.empty()) << html;
    EXPECT_TRUE(page.problems.empty()) << html << ": " << page.problems.front();
  }
}

TEST(Hostile, PastEventsZeroPricesAndSeveralCurrencies) {
  const auto page = extract(kOpen + R"({"@type":"Event","name":"Show","startDate":"1999-01-01",
    "offers":[{"name":"A","price":0,"priceCurrency":"EUR"},
              {"name":"B","price":"10","priceCurrency":"USD"},
              {"name":"C","price":"10","priceCurrency":"GBP"}]}</script>)");
  ASSERT_EQ(page.events.size(), 1U);
  const auto& offers = page.events[0].offers;
  ASSERT_EQ(offers.size(), 3U);
  EXPECT_EQ(offers[0].price->text(), "0.00 EUR");
  EXPECT_EQ(offers[1].price->text(), "10.00 USD");
  EXPECT_EQ(offers[2].price->text(), "10.00 GBP");
}

TEST(Hostile, ProblemsAreBounded) {
  const auto page = extract(repeat(kOpen + R"({"@type":"Event",}</script>)", 5'000));
  EXPECT_LE(page.problems.size(), 101U);
  EXPECT_THAT(page.problems.back(), HasSubstr("more problems"));
}

}  // namespace
}  // namespace tocsin::scrape
