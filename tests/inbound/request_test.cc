#include "inbound/request.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>

#include "base/digest.h"
#include "inbound/answer.h"
#include "inbound/form.h"

namespace tocsin::inbound {
namespace {

using net::Network;

Variables get(std::string path) {
  return {{"REQUEST_METHOD", "GET"}, {"PATH_INFO", std::move(path)}};
}

TEST(Requests, AreReadOrRefused) {
  struct Case {
    std::string name;
    Variables variables;
    bool good;
  };
  const Case cases[] = {
      {"plain", get("/x"), true},
      {"no path is the root", {{"REQUEST_METHOD", "GET"}}, true},
      {"no method", {{"PATH_INFO", "/x"}}, false},
      {"method in small letters", {{"REQUEST_METHOD", "get"}}, false},
      {"method too long", {{"REQUEST_METHOD", std::string(17, 'A')}}, false},
      {"path without its slash", get("x"), false},
      {"line end in the path", get("/x\r\nStatus: 200"), false},
      {"NUL in the path", get(std::string("/x\0y", 4)), false},
      {"path without end", get("/" + std::string(9000, 'a')), false},
      {"length", {{"REQUEST_METHOD", "POST"}, {"CONTENT_LENGTH", "12"}}, true},
      {"empty length", {{"REQUEST_METHOD", "POST"}, {"CONTENT_LENGTH", ""}}, true},
      {"length below zero", {{"REQUEST_METHOD", "POST"}, {"CONTENT_LENGTH", "-1"}}, false},
      {"no number", {{"REQUEST_METHOD", "POST"}, {"CONTENT_LENGTH", "12x"}}, false},
      {"overflow",
       {{"REQUEST_METHOD", "POST"}, {"CONTENT_LENGTH", "99999999999999999999999"}},
       false},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(read_request(c.variables).has_value(), c.good) << c.name;
  }
}

TEST(Requests, HeadersAreFoundWithoutRegardToCase) {
  Variables v = get("/x");
  v["HTTP_X_TWILIO_SIGNATURE"] = "abc";
  v["CONTENT_TYPE"] = "Application/X-WWW-Form-Urlencoded; charset=utf-8";
  const Request r = read_request(v).value();
  EXPECT_EQ(r.header("X-Twilio-Signature"), "abc");
  EXPECT_EQ(r.header("x-twilio-signature"), "abc");
  EXPECT_EQ(r.header("X-Other"), "");
  EXPECT_EQ(r.media_type(), "application/x-www-form-urlencoded");
}

TEST(Bodies, EndAtTheirLimitsAndTimes) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  EXPECT_EQ(read_body(ends[0], 11, 10, Duration{1000}).fault, BodyFault::too_large);
  ASSERT_EQ(::write(ends[1], "hello world", 11), 11);
  EXPECT_EQ(read_body(ends[0], 5, 10, Duration{1000}).bytes, "hello");
  EXPECT_EQ(read_body(ends[0], 0, 10, Duration{1000}).bytes, "");
  EXPECT_EQ(read_body(ends[0], 10, 10, Duration{20}).fault, BodyFault::too_slow);
  std::thread([&] { ::close(ends[1]); }).join();
  EXPECT_EQ(read_body(ends[0], 10, 10, Duration{1000}).fault, BodyFault::too_short);
  ::close(ends[0]);
}

TEST(Callers, AreBelievedOnlyBehindOurProxies) {
  struct Case {
    std::string remote, forwarded, expected;
  };
  const std::vector<Network> proxies{*Network::parse("10.0.0.0/8"), *Network::parse("::1")};
  const Case cases[] = {
      {"203.0.113.5", "", "203.0.113.5"},
      {"203.0.113.5", "198.51.100.1", "203.0.113.5"},
      {"10.0.0.1", "198.51.100.1", "198.51.100.1"},
      {"10.0.0.1", "198.51.100.9, 198.51.100.1", "198.51.100.1"},
      {"10.0.0.1", "198.51.100.1, 10.0.0.7", "198.51.100.1"},
      {"::1", "2001:db8::7", "2001:db8::7"},
      {"10.0.0.1", "", "10.0.0.1"},
      {"10.0.0.1", "unknown", ""},
      {"", "", ""},
      {"localhost", "", ""},
  };
  for (const Case& c : cases) {
    Variables v = get("/x");
    v["REMOTE_ADDR"] = c.remote;
    if (!c.forwarded.empty()) v["HTTP_X_FORWARDED_FOR"] = c.forwarded;
    const auto caller = caller_of(read_request(v).value(), proxies);
    EXPECT_EQ(caller ? caller->text() : "", c.expected) << c.remote << " " << c.forwarded;
  }
}

TEST(Callers, AreCountedByWhatOneOfThemHas) {
  EXPECT_EQ(counted_as(*net::IpAddress::parse("203.0.113.5")), "203.0.113.5");
  EXPECT_EQ(counted_as(*net::IpAddress::parse("2001:db8:1:2:3:4:5:6")),
            counted_as(*net::IpAddress::parse("2001:db8:1:2::1")));
  EXPECT_NE(counted_as(*net::IpAddress::parse("2001:db8:1:2::1")),
            counted_as(*net::IpAddress::parse("2001:db8:1:3::1")));
}

TEST(Forms, AreReadOrRefused) {
  struct Case {
    std::string text;
    std::optional<Form> form;
  };
  const Case cases[] = {
      {"", Form{}},
      {"a=1&b=2", Form{{"a", "1"}, {"b", "2"}}},
      {"a=1+%2B%c3%bc", Form{{"a", "1 +ü"}}},
      {"a", Form{{"a", ""}}},
      {"a=b=c&&", Form{{"a", "b=c"}}},
      {"a=%zz", {}},
      {"a=%2", {}},
      {"%=1", {}},
      {"a=%ff", {}},
  };
  for (const Case& c : cases) EXPECT_EQ(parse_form(c.text), c.form) << c.text;
  std::string many;
  for (std::size_t i = 0; i <= kMostFields; ++i) many += "a=1&";
  EXPECT_FALSE(parse_form(many));
}

TEST(Forms, InPartsAreReadOrRefused) {
  const std::string type = "multipart/form-data; boundary=\"xyz\"";
  const std::string body =
      "--xyz\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\n"
      "One-Click\r\n--xyz--\r\n";
  const auto form = parse_multipart(type, body);
  ASSERT_TRUE(form);
  EXPECT_EQ(field(*form, "List-Unsubscribe"), "One-Click");
  EXPECT_FALSE(parse_multipart("multipart/form-data", body));
  EXPECT_FALSE(parse_multipart(type, body.substr(0, body.size() - 8)));
  EXPECT_FALSE(parse_multipart(type, "nothing"));
  EXPECT_TRUE(parse_multipart(type, "--xyz--")->empty());
}

TEST(Answers, KeepTheBrowserTight) {
  const std::string text = as_cgi(page(200, "A <b>", "x & \"y\""), false);
  EXPECT_TRUE(text.starts_with("Status: 200 OK\r\n"));
  for (const char* field : {"Cache-Control: no-store", "Referrer-Policy: no-referrer",
                            "X-Content-Type-Options: nosniff", "default-src 'none'"}) {
    EXPECT_NE(text.find(field), std::string::npos) << field;
  }
  EXPECT_EQ(text.find("<b>"), std::string::npos);
  EXPECT_NE(text.find("A &lt;b&gt;"), std::string::npos);
  // Its own style, and no other, is let in.
  const auto from = text.find("<style>") + std::string_view("<style>").size();
  const std::string style = text.substr(from, text.find("</style>") - from);
  EXPECT_NE(text.find("style-src 'sha256-" + to_base64(sha256(style)) + "';"), std::string::npos);
  EXPECT_TRUE(as_cgi(page(200, "A", "B"), true).ends_with("\r\n\r\n"));
  Answer refused = refuse(405);
  refused.allow = "GET POST";
  EXPECT_NE(as_cgi(refused, false).find("Allow: GET, POST\r\n"), std::string::npos);
}

}  // namespace
}  // namespace tocsin::inbound
