// What is wrong with a platform file is said with its name, its line and a reason.
#include "scrape/platform/platform_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "scrape/platform/platforms.h"

namespace tocsin::scrape {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string fault(const std::string& toml) {
  try {
    (void)read_platform(toml, "x.toml", "x");
    return "";
  } catch (const Error& e) {
    EXPECT_EQ(e.status(), Exit::config);
    return e.what();
  }
}

TEST(PlatformFile, SaysWhatIsWrongAndWhere) {
  const std::string head = "unverified = \"a test\"\n";
  struct Row {
    std::string toml, fault;
  };
  const Row rows[] = {
      {"", "x.toml:1: checked_against"},
      {"checked_against = [\"a page\"]", "x.toml:1: 'checked_on' is missing"},
      {"checked_against = [\"a page\"]\nchecked_on = \"May\"", "x.toml:2: 'checked_on' must be a"},
      {head + "url = []", "x.toml:2: unknown key 'url' (did you mean 'urls'?)"},
      {head + "urls = [\"www.site.example\"]", "x.toml:2: 'www.site.example' is no pattern"},
      {head + "currency = \"EURO\"", "x.toml:2: 'EURO' is no ISO 4217 code"},
      {head + "time_zone = \"Mars\"", "x.toml:2: there is no time zone 'Mars'"},
      {head + "structured_data = \"no\"", "is not one of first, last, ignore"},
      {head + "[fetch]\ndelay = \"2\"", "x.toml:3: 'delay' must be a duration"},
      {head + "[fetch]\nat_once = 0", "x.toml:3: 'at_once' must be 1 to 64"},
      {head + "[fetch]\nheaders = { Host = \"x\" }", "'Host' is not a file's to set"},
      {head + "[fetch]\nheaders = { X = \"a\\nb\" }", "no header that HTTP allows"},
      {head + "[fetch.render]\nwait = \"x\"", "unknown key 'wait'"},
      {head + "[[fetch.secret]]\norigin = \"https://a.example\"\nparameter = \"k\"\nkey = \"x\"",
       "x.toml:5: the configuration has no credential 'x'"},
      {head + "[[fetch.secret]]\norigin = \"https://a.example/x\"\nparameter = \"k\"\n"
              "key = \"seatgeek.client_id\"",
       "x.toml:3: 'origin' must be a server"},
      {head + "[[page]]\nevents = \"li:hover\"",
       "x.toml:3: the CSS selector 'li:hover', character 9: ':hover' is not understood"},
      {head + "[[page]]\n[page.event]\nname = { xpath = \"//a[\" }", "is no XPath expression"},
      {head + "[[page]]\n[page.event]\nname = { css = \"a\", xpath = \"a\" }", "only one of css"},
      {head + "[[page]]\n[page.event]\nname = { css = \"a\", regex = \"(\" }",
       "x.toml:4: the regular expression '('"},
      {head + "[[page]]\n[page.event]\ntitle = \"h1\"", "unknown key 'title'"},
      {head + "[[page]]\n[page.event]\nname = 1", "x.toml:4: 'name' must be a text, a table"},
      {head + "[[page]]\n[page.event]\nname = []", "'name' is an empty list"},
      {head + "[[page]]\n[page.event]\nname = { json = \"/a\" }", "data = \"json\""},
      {head + "[[page]]\ndata = \"json\"\n[page.event]\nname = \"a\"",
       "'a': a JSON Pointer begins"},
      {head + "[[page]]\ndata = \"json\"\n[page.event]\nname = { css = \"a\" }", "data is JSON"},
      {head + "[[page]]\ndata = \"xml\"", "x.toml:3: 'data' must be"},
      {head + "[[page]]\n[page.offer]\nprice = \"b\"", "[page.event] must say whose"},
      {head + "[[page]]\noffers = \"b\"", "x.toml:3: [page.offer] must say"},
      {head + "[[page]]\n[page.next]\nmost = 5", "either 'link' or 'parameter'"},
      {head + "[[page]]\n[page.next]\nparameter = \"p\"\nmost = 1000", "'most' must be 1 to 100"},
      {head + "[[page]]\n[page.follow]\ndepth = 2", "'links' is missing"},
      {head + "[expect]\nfields = [\"nme\"]", "there is no field 'nme' (did you mean 'name'?)"},
      {head + "[expect]\nshare = 2", "'share' must be 0 to 1"},
      {head + "[[test]]\nfile = \"x\"", "'url' is missing"},
      {head + "[[test]]\nfile = \"x\"\nurl = \"https://a.example\"\n[[test.event]]",
       "an expected event needs a fact"},
      {head + "x = ", "x.toml:2: "},
  };
  for (const Row& row : rows) EXPECT_THAT(fault(row.toml), HasSubstr(row.fault)) << row.toml;
  EXPECT_EQ(fault(head), "");
}

TEST(PlatformFile, SaysHowASiteIsAsked) {
  const Platform p = read_platform(R"(
unverified = "a test"
[fetch]
headers = { Accept-Language = "pl" }
user_agents = ["one", "two"]
delay = "2s"
min_interval = "5m"
at_once = 3
cookies = true
render = { wait_for = ".tickets", dismiss = ["#accept"], timeout = "5s" }
quota = { left = "Left", reset = "Reset" }
[[fetch.secret]]
origin = "https://api.example"
parameter = "key"
key = "ticketmaster.api_key"
)",
                                   "x.toml", "x");
  const Fetching& f = p.fetching;
  ASSERT_EQ(f.headers.size(), 1U);
  EXPECT_EQ(f.headers[0].name + ": " + f.headers[0].value, "Accept-Language: pl");
  EXPECT_THAT(f.user_agents, ElementsAre("one", "two"));
  EXPECT_EQ(f.host_delay, Duration{2000});
  EXPECT_EQ(f.min_interval, std::chrono::minutes{5});
  EXPECT_EQ(f.host_jobs, 3);
  EXPECT_TRUE(f.cookies);
  ASSERT_TRUE(f.render);
  EXPECT_EQ(f.render->wait_for, ".tickets");
  EXPECT_THAT(f.render->dismiss, ElementsAre("#accept"));
  EXPECT_EQ(f.render->timeout, Duration{5000});
  ASSERT_TRUE(f.quota);
  EXPECT_EQ(f.quota->left + " " + f.quota->reset, "Left Reset");
  EXPECT_EQ(p.storable("https://api.example/x?a=1&key=secret&b=2"),
            "https://api.example/x?a=1&b=2");
}

TEST(Platforms, WhatShipsHasNoFaultAndSaysWhatItWasCheckedAgainst) {
  const Platforms platforms = Platforms::load({});
  std::vector<std::string> names;
  for (const auto& [name, file] : platforms.files()) {
    names.push_back(name);
    EXPECT_EQ(file.fault, "");
    EXPECT_FALSE(file.platform.title.empty()) << name;
  }
  EXPECT_THAT(names,
              ElementsAre("bandsintown", "eventbrite", "feed", "livenation", "manchester_united",
                          "schema_org", "seatgeek", "songkick", "ticketmaster"));
}

TEST(Platforms, AreFoundByTheAddressOfAPage) {
  const Platforms platforms = Platforms::load({});
  struct Row {
    std::string_view url, platform;
  };
  const Row rows[] = {
      {"https://app.ticketmaster.com/discovery/v2/events.json?size=5", "ticketmaster"},
      {"https://www.ticketmaster.co.uk/x", "ticketmaster"},
      {"https://www.livenation.pl/event/allevents", "livenation"},
      {"https://seatgeek.com/x-tickets", "seatgeek"},
      {"https://www.manutd.com/en/matches/fixtures", "manchester_united"},
      {"https://www.manutd.com/en/news", ""},
      {"https://elsewhere.example/", ""},
  };
  for (const Row& row : rows) {
    const Platform* found = platforms.find_for_url(row.url);
    EXPECT_EQ(found == nullptr ? "" : found->name, row.platform) << row.url;
  }
}

TEST(Platforms, AFaultSpoilsNothingButItsOwnPlatform) {
  Platforms platforms = Platforms::load({});
  platforms.add({"broken", "broken.toml", true, "broken.toml:3: unknown key 'x'", {}});
  EXPECT_NE(platforms.find("seatgeek"), nullptr);
  EXPECT_EQ(platforms.find("elsewhere.example"), nullptr);
  EXPECT_THROW((void)platforms.find("broken"), Error);
}

}  // namespace
}  // namespace tocsin::scrape
