#include "notify/channels/push.h"

#include <gtest/gtest.h>

#include <set>

#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"
#include "cli/config.h"
#include "net/p256.h"
#include "notify/channels/table.h"
#include "notify/channels/webpush_outcomes.h"
#include "support/carrier.h"
#include "support/hostile_text.h"
#include "support/http_server.h"

namespace tocsin::notify {
namespace {

using enum OutcomeClass;

TEST(WebPushOutcomes, EveryHttpStatus) {
  const std::set<int> throttling{401, 403, 406, 429, 502, 503, 504};
  const std::set<int> again{401, 403, 406, 408, 425, 429};
  for (int status = 100; status < 600; ++status) {
    const Verdict v = webpush_verdict(status);
    const OutcomeClass expected = status / 100 == 2                    ? delivered
                                  : again.contains(status)             ? transient
                                  : status / 100 == 5 && status != 501 ? transient
                                                                       : permanent;
    EXPECT_EQ(v.outcome, expected) << status;
    EXPECT_EQ(v.throttles, throttling.contains(status)) << status;
    EXPECT_EQ(v.dead_address, status == 404 || status == 410) << status;
    EXPECT_EQ(v.refuses_us, status == 401 || status == 403) << status;
  }
}

Notice notice_about(std::string kind, Subject subject) {
  Notice n;
  n.kind = std::move(kind);
  n.title = "Cheaper";
  n.subject = std::move(subject);
  return n;
}

TEST(PushTopic, IsOfTheAlphabetAndOfTheSubject) {
  const Notice price = notice_about("price_drop", {"event", "7"});
  const Notice other = notice_about("price_drop", {"event", "8"});
  const Notice gone = notice_about("sold_out", {"event", "7"});
  Notice later = price;
  later.purpose = Purpose::resolved;
  later.title = "No longer";
  Writing first, update, elsewhere, another, merged;
  first.notice = &price;
  update.notice = &later;
  elsewhere.notice = &other;
  another.notice = &gone;
  merged.notice = &price;
  merged.merged = {&price, &other};
  const std::string topic = push_topic(first);
  // RFC 8030, section 5.4: at most 32 characters of the base64url alphabet.
  EXPECT_EQ(topic.size(), 32U);
  EXPECT_TRUE(from_base64url(topic));
  EXPECT_EQ(push_topic(update), topic) << "news of the same thing replace it";
  EXPECT_EQ(
      (std::set{topic, push_topic(elsewhere), push_topic(another), push_topic(merged)}.size()), 4U);
}

TEST(PushUrgency, ByPriority) {
  const std::string_view expected[] = {"low", "normal", "normal", "high", "high"};
  for (Priority p = 1; p <= 5; ++p) EXPECT_EQ(push_urgency(p), expected[p - 1]) << p;
}

TEST(TimeToLive, EndsWithTheMessage) {
  const Instant now = from_ms(1'800'000'000'000);
  EXPECT_EQ(time_to_live(now + Duration{90'500}, now), 90);
  EXPECT_EQ(time_to_live(now - Duration{1}, now), 0);
  EXPECT_EQ(time_to_live(now, now), 0);
  EXPECT_EQ(time_to_live(std::nullopt, now), 28 * 86'400);
  EXPECT_EQ(time_to_live(now + std::chrono::hours(24 * 365), now), 28 * 86'400);
}

TEST(PushPayload, HoldsWhatAServiceWorkerShows) {
  PushText text{"Cheaper", "Now 80 GBP", "https://example.org/e", "", "topic", "", 4};
  EXPECT_EQ(Json::parse(push_payload(text)), (Json{{"title", "Cheaper"},
                                                   {"body", "Now 80 GBP"},
                                                   {"url", "https://example.org/e"},
                                                   {"tag", "topic"},
                                                   {"priority", 4}}));
}

TEST(PushPayload, IsCutSafelyWhateverIsInIt) {
  std::vector<std::string> texts;
  for (unsigned seed = 0; seed < 50; ++seed) texts.push_back(test::hostile_text(seed, 2000));
  for (const char* unit :
       {"a", "word ", "\xC3\xA9", "\xF0\x9F\x94\x94", "\"", "\\", "\x01", "\n"}) {
    std::string longer;
    for (int i = 0; i < 6000; ++i) longer += unit;
    texts.push_back(longer);
  }
  for (const std::string& hostile : texts) {
    PushText text{hostile,
                  hostile,
                  "https://example.org/" + std::string(5000, 'x'),
                  "https://desk.example",
                  "topic",
                  "https://desk.example/bell.png",
                  5};
    const std::string payload = push_payload(text);
    EXPECT_LE(payload.size(), kMaxPushPayload);
    const Json read = Json::parse(payload);
    EXPECT_TRUE(is_utf8(payload));
    EXPECT_EQ(read["url"], "https://desk.example") << "too long a link leads to the start";
    EXPECT_EQ(read["tag"], "topic");
  }
}

class PushTest : public ::testing::Test {
 protected:
  PushTest()
      : server_([this](const test::ServedRequest&, test::ServedConnection& c) {
          c.reply(status_, answer_, headers_);
        }) {
    config_.set("push.allow_private", "true");
    config_.set("push.private_key", to_base64url(ours_.private_bytes()));
    config_.set("push.subject", "mailto:ops@desk.example");
    notice_.kind = "test";
    notice_.title = "Tocsin test";
    notice_.priority = 4;
    notice_.subject = {"channel", "push"};
  }

  std::string subscription(const std::string& endpoint) const {
    return Json{{"endpoint", endpoint},
                {"keys",
                 {{"p256dh", to_base64url(browser_.public_point())},
                  {"auth", to_base64url(std::string(16, 'a'))}}}}
        .dump();
  }
  DeliveryOutcome send(const std::string& address) {
    Carriers carriers(config_, settings_);
    Carrier& push = *carriers.find(Channel::push);
    Writing writing;
    writing.notice = &notice_;
    const std::string content = push.compose(writing);
    Outgoing out;
    out.key = "msg_1";
    out.address = address;
    out.content = content;
    out.at = from_ms(1'800'000'000'000);
    out.expires_at = out.at + std::chrono::hours(2);
    return test::send_once(push, out);
  }

  int status_ = 201;
  std::string answer_;
  test::ServedConnection::Headers headers_;
  test::HttpServer server_;
  net::P256Key ours_ = net::P256Key::generate(), browser_ = net::P256Key::generate();
  cli::Config config_ = cli::Config::from_text("", "defaults");
  Settings settings_ = read_settings(config_);
  Notice notice_;
};

TEST_F(PushTest, PostsWhatTheStandardsAsk) {
  headers_ = {{"Location", "https://push.example/m/1"}};
  const auto outcome = send(subscription(server_.url("/push/abc")));
  EXPECT_EQ(outcome.outcome, delivered) << outcome.detail;
  EXPECT_EQ(outcome.provider_id, "https://push.example/m/1");
  ASSERT_EQ(server_.requests().size(), 1U);
  const auto request = server_.requests().front();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/push/abc");
  EXPECT_EQ(request.header("TTL"), "7200");
  EXPECT_EQ(request.header("Urgency"), "high");
  EXPECT_EQ(request.header("Topic").size(), 32U);
  EXPECT_EQ(request.header("Content-Encoding"), "aes128gcm");
  EXPECT_TRUE(request.header("Authorization").starts_with("vapid t=ey"));
  EXPECT_LE(request.body.size(), 4096U);
  EXPECT_EQ(request.body.find("Tocsin"), std::string::npos) << "nothing readable leaves";
  const std::string token = request.header("Authorization").substr(8);
  const Json claims = Json::parse(
      from_base64url(token.substr(token.find('.') + 1, token.rfind('.') - token.find('.') - 1))
          .value());
  EXPECT_EQ(claims["aud"], net::Url::parse(server_.url())->origin());
  EXPECT_LE(claims["exp"].get<std::int64_t>() - 1'800'000'000, 86'400);
}

TEST_F(PushTest, OneTokenServesManyMessagesToOneService) {
  Carriers carriers(config_, settings_);
  Carrier& push = *carriers.find(Channel::push);
  Writing writing;
  writing.notice = &notice_;
  const std::string content = push.compose(writing), address = subscription(server_.url("/a"));
  Outgoing out;
  out.address = address;
  out.content = content;
  for (const int hours : {0, 10, 13, 0}) {
    out.at = from_ms(1'800'000'000'000) + std::chrono::hours(hours);
    EXPECT_EQ(test::send_once(push, out).outcome, delivered);
  }
  const auto requests = server_.requests();
  EXPECT_EQ(requests[0].header("Authorization"), requests[1].header("Authorization"));
  EXPECT_NE(requests[1].header("Authorization"), requests[2].header("Authorization"));
  EXPECT_NE(requests[2].header("Authorization"), requests[3].header("Authorization"))
      << "a clock set back must not lead to a token beyond 24 hours";
  EXPECT_NE(requests[0].body, requests[1].body);
}

TEST_F(PushTest, AnswersAreClassified) {
  struct Case {
    int status;
    OutcomeClass outcome;
    bool dead, refuses_us;
  };
  const Case cases[] = {{404, permanent, true, false},
                        {410, permanent, true, false},
                        {403, transient, false, true},
                        {413, permanent, false, false},
                        {503, transient, false, false}};
  for (const Case& c : cases) {
    status_ = c.status;
    const auto outcome = send(subscription(server_.url("/push")));
    EXPECT_EQ(outcome.outcome, c.outcome) << c.status;
    EXPECT_EQ(outcome.dead_address, c.dead) << c.status;
    EXPECT_EQ(outcome.refuses_us, c.refuses_us) << c.status;
    EXPECT_EQ(outcome.code, c.status);
  }
  status_ = 429;
  headers_ = {{"Retry-After", "37"}};
  const auto throttled = send(subscription(server_.url("/push")));
  EXPECT_TRUE(throttled.throttles);
  EXPECT_EQ(throttled.retry_after, std::chrono::seconds(37));
}

TEST_F(PushTest, WhatIsNoSubscriptionIsADeadAddress) {
  std::string off_curve = subscription(server_.url("/push"));
  const auto at = off_curve.find("p256dh\":\"") + 40;
  off_curve[at] = off_curve[at] == 'A' ? 'B' : 'A';
  for (const std::string& address : {std::string("https://push.example/x"), off_curve}) {
    const auto outcome = send(address);
    EXPECT_EQ(outcome.outcome, permanent);
    EXPECT_TRUE(outcome.dead_address);
    EXPECT_NE(outcome.detail, "");
  }
  EXPECT_TRUE(server_.requests().empty());
}

TEST_F(PushTest, PrivateAddressesAndPlainHttpAreRefusedUnlessAllowed) {
  config_.set("push.allow_private", "false");
  EXPECT_TRUE(send(subscription(server_.url("/push"))).dead_address);
  const std::string secure = "https" + server_.url("/push").substr(4);
  const auto outcome = send(subscription(secure));
  EXPECT_EQ(outcome.outcome, permanent);
  EXPECT_NE(outcome.detail.find("forbids"), std::string::npos) << outcome.detail;
  EXPECT_EQ(server_.connections(), 0);
}

TEST_F(PushTest, WithoutAKeyTheMessageWaits) {
  config_.set("push.private_key", "");
  const auto outcome = send(subscription(server_.url("/push")));
  EXPECT_EQ(outcome.outcome, transient);
  EXPECT_TRUE(outcome.refuses_us);
  EXPECT_NE(outcome.detail.find("push.private_key"), std::string::npos);
  config_.set("push.private_key", "AAAA");
  EXPECT_THROW(send(subscription(server_.url("/push"))), Error);
}

}  // namespace
}  // namespace tocsin::notify
