#include "net/cookies.h"

#include <gtest/gtest.h>

#include "base/time.h"
#include "net/engine.h"
#include "support/http_server.h"

namespace tocsin::net {
namespace {

const Instant kNow = *parse_instant("2026-05-01T12:00:00Z");

Url url(std::string_view text) {
  return *Url::parse(text);
}

struct Case {
  const char* from;
  std::vector<const char*> fields;
  const char* to;
  const char* header;
};

TEST(Cookies, GoBackToWhereTheyCameFrom) {
  for (const Case& c : std::vector<Case>{
           {"http://a.test/", {"k=v"}, "http://a.test/x?y", "k=v"},
           {"http://a.test/", {"k=v; Path=/; HttpOnly; SameSite=Lax"}, "http://a.test/", "k=v"},
           {"http://a.test/", {"k=1", "k=2"}, "http://a.test/", "k=2"},
           {"http://a.test/", {"a=1", "b=2"}, "http://a.test/", "a=1; b=2"},
           {"http://a.test/", {"k="}, "http://a.test/", "k="},
           {"http://a.test/", {"k=\"v\"=x"}, "http://a.test/", "k=\"v\"=x"},
           // Other hosts, whatever the Domain says.
           {"http://a.test/", {"k=v"}, "http://b.test/", ""},
           {"http://x.a.test/", {"k=v; Domain=a.test"}, "http://a.test/", ""},
           {"http://x.a.test/", {"k=v; Domain=a.test"}, "http://x.a.test/", "k=v"},
           {"http://a.test/", {"k=v"}, "http://a.test:8080/", "k=v"},
           // Paths (RFC 6265, section 5.1.4).
           {"http://a.test/d/page", {"k=v"}, "http://a.test/d/other", "k=v"},
           {"http://a.test/d/page", {"k=v"}, "http://a.test/", ""},
           {"http://a.test/", {"k=v; Path=/shop"}, "http://a.test/shop/1", "k=v"},
           {"http://a.test/", {"k=v; Path=/shop"}, "http://a.test/shopping", ""},
           {"http://a.test/d/p", {"a=1; Path=/", "b=2; Path=/d"}, "http://a.test/d/", "b=2; a=1"},
           // Secure ones and prefixes.
           {"https://a.test/", {"k=v; Secure"}, "https://a.test/", "k=v"},
           {"https://a.test/", {"k=v; Secure"}, "http://a.test/", ""},
           {"http://a.test/", {"k=v; Secure"}, "https://a.test/", ""},
           {"https://a.test/", {"__Host-k=v; Path=/"}, "https://a.test/", ""},
           {"https://a.test/", {"__Host-k=v; Path=/; Secure"}, "https://a.test/", "__Host-k=v"},
           {"https://a.test/", {"__Secure-k=v"}, "https://a.test/", ""},
           // Ends.
           {"http://a.test/", {"k=v", "k=; Max-Age=0"}, "http://a.test/", ""},
           {"http://a.test/", {"k=v", "k=x; Max-Age=-1"}, "http://a.test/", ""},
           {"http://a.test/", {"k=v; Max-Age=3600"}, "http://a.test/", "k=v"},
           {"http://a.test/", {"k=v; Expires=Thu, 01 Jan 1970 00:00:00 GMT"}, "http://a.test/", ""},
           {"http://a.test/", {"k=v; Expires=Thu, 01-Jan-1970 00:00:00 GMT"}, "http://a.test/", ""},
           {"http://a.test/",
            {"k=v; Expires=Fri, 01 May 2026 13:00:00 GMT"},
            "http://a.test/",
            "k=v"},
           {"http://a.test/",
            {"k=v; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT"},
            "http://a.test/",
            "k=v"},
           // What is none.
           {"http://a.test/", {"", ";", "kv", "=v", " ; k=v"}, "http://a.test/", ""}}) {
    CookieJar jar(kNow);
    for (const char* field : c.fields) jar.take(url(c.from), field);
    EXPECT_EQ(jar.header(url(c.to)), c.header) << c.from << " " << c.fields.front() << " " << c.to;
  }
}

TEST(Cookies, AreBounded) {
  CookieJar jar(kNow);
  jar.take(url("http://a.test/"), "big=" + std::string(5000, 'x'));
  EXPECT_EQ(jar.header(url("http://a.test/")), "");
  for (int i = 0; i < 60; ++i) jar.take(url("http://a.test/"), "c" + std::to_string(i) + "=1");
  const std::string header = jar.header(url("http://a.test/"));
  EXPECT_EQ(header.find("c9=1"), std::string::npos);
  EXPECT_TRUE(header.starts_with("c10=1; "));
  EXPECT_TRUE(header.ends_with("c59=1"));
}

// Many shops send everybody once around to see whether cookies come back.
TEST(Cookies, TakePartInRedirectsOfTheEngine) {
  test::HttpServer server([](const test::ServedRequest& r, test::ServedConnection& c) {
    if (r.header("Cookie") == "seen=yes") return c.reply(200, "in");
    c.reply(302, "", {{"Location", r.target}, {"Set-Cookie", "seen=yes; Path=/"}});
  });
  HttpRequest request(url(server.url("/shop")));
  request.addresses = std::make_shared<AddressPolicy>(AddressPolicy{true, {}});
  const auto body = [&](HttpRequest asked) {
    Engine engine;
    std::string found;
    engine.start(std::move(asked), [&](HttpResult&& r) { found = r.response.body; });
    engine.run_until_idle();
    return found;
  };
  EXPECT_EQ(body(request), "");  // round and round
  request.cookies = std::make_shared<CookieJar>(kNow);
  EXPECT_EQ(body(request), "in");
  EXPECT_EQ(request.cookies->header(url(server.url("/"))), "seen=yes");
}

}  // namespace
}  // namespace tocsin::net
