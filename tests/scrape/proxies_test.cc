#include "scrape/proxies.h"

#include <gtest/gtest.h>

namespace tocsin::scrape {
namespace {

using namespace std::chrono_literals;

const Proxies::Time kNow{std::chrono::hours{1000}};

TEST(Proxies, ServersTakeTurnsAndStay) {
  Proxies proxies({"http://a:1", "http://b:1"});
  EXPECT_EQ(proxies.choose("one", kNow), "http://a:1");
  EXPECT_EQ(proxies.choose("two", kNow), "http://b:1");
  EXPECT_EQ(proxies.choose("three", kNow), "http://a:1");
  EXPECT_EQ(proxies.choose("one", kNow + 1h), "http://a:1");
  EXPECT_EQ(proxies.choose("two", kNow + 1h), "http://b:1");
}

TEST(Proxies, OneThatFailedRestsAndItsServersGoElsewhereAndStayThere) {
  Proxies proxies({"http://a:1", "http://b:1"});
  EXPECT_EQ(proxies.choose("one", kNow), "http://a:1");
  proxies.failed("http://a:1", kNow);
  EXPECT_EQ(proxies.choose("one", kNow), "http://b:1");
  EXPECT_EQ(proxies.choose("two", kNow + 29s), "http://b:1");
  EXPECT_EQ(proxies.choose("three", kNow + 31s), "http://a:1");
  EXPECT_EQ(proxies.choose("one", kNow + 31s), "http://b:1");
}

TEST(Proxies, RestsGrowWithFailuresInARowAndFailuresTogetherAreOne) {
  Proxies proxies({"http://a:1"});
  auto now = kNow;
  for (const auto rest : {30s, 60s, 120s, 240s, 480s, 600s, 600s}) {
    proxies.failed("http://a:1", now);
    proxies.failed("http://a:1", now);
    EXPECT_EQ(proxies.choose("one", now + rest - 1s), std::nullopt) << rest.count();
    now += rest;
    EXPECT_EQ(proxies.choose("one", now), "http://a:1") << rest.count();
  }
  proxies.worked("http://a:1");
  proxies.failed("http://a:1", now);
  EXPECT_EQ(proxies.choose("one", now + 30s), "http://a:1");
}

TEST(Proxies, AreUrlsOfFourSchemes) {
  for (const char* url : {"http://p:1", "https://u:w@p", "socks5://p:1", "socks5h://p:1"}) {
    EXPECT_TRUE(is_proxy(url)) << url;
  }
  for (const char* url : {"", "p:1", "ftp://p:1", "http://"}) EXPECT_FALSE(is_proxy(url)) << url;
}

TEST(Proxies, TheirNamesInLogsHoldNoSecret) {
  EXPECT_EQ(name_of_proxy("http://user:pa/ss@word@proxy.example:3128/"),
            "http://proxy.example:3128");
  EXPECT_EQ(name_of_proxy("socks5h://10.0.0.1:1080"), "socks5h://10.0.0.1:1080");
  EXPECT_EQ(name_of_proxy("user:word@proxy:1"), "proxy:1");
}

}  // namespace
}  // namespace tocsin::scrape
