// Webhooks against a server on loopback: what is sent, where it may lead, and what answers mean.

#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/error.h"
#include "cli/config.h"
#include "net/http_time.h"
#include "notify/channels/table.h"
#include "support/carrier.h"
#include "support/http_server.h"

namespace tocsin::notify {
namespace {

using enum OutcomeClass;

class WebhookTest : public ::testing::Test {
 protected:
  WebhookTest()
      : server_([this](const test::ServedRequest&, test::ServedConnection& c) {
          c.reply(status_, answer_, headers_);
        }) {
    config_.set("webhook.allow_private", "true");
  }

  DeliveryOutcome post(const std::string& url, const Json& options = Json::object()) {
    Carriers carriers(config_, settings_);
    const std::string text = options.dump();
    Outgoing out;
    out.key = "msg_1";
    out.address = url;
    out.options = text;
    out.content = R"({"type":"test"})";
    out.at = now_;
    return test::send_once(*carriers.find(Channel::webhook), out);
  }
  std::string sent(std::string_view header) const {
    return server_.requests().back().header(header);
  }

  int status_ = 200;
  std::string answer_ = "ok";
  test::ServedConnection::Headers headers_;
  test::HttpServer server_;
  cli::Config config_ = cli::Config::from_text("", "defaults");
  Settings settings_ = read_settings(config_);
  Instant now_ = from_ms(1'800'000'000'000);
};

TEST_F(WebhookTest, SendsTheHeadersOfTheSpecification) {
  EXPECT_EQ(post(server_.url(), {{"secret", "s"}}).outcome, delivered);
  EXPECT_EQ(sent("webhook-id"), "msg_1");
  EXPECT_EQ(sent("webhook-timestamp"), "1800000000");
  EXPECT_EQ(sent("Content-Type"), "application/json");
  EXPECT_TRUE(sent("webhook-signature").starts_with("v1,"));
  EXPECT_TRUE(sent("X-Signature").starts_with("sha256="));
  EXPECT_EQ(server_.requests().back().body, R"({"type":"test"})");
}

TEST_F(WebhookTest, WithoutASecretNothingIsSigned) {
  EXPECT_EQ(post(server_.url()).outcome, delivered);
  EXPECT_EQ(sent("webhook-signature"), "");
  EXPECT_EQ(sent("X-Signature"), "");
  config_.set("webhook.secret", "configured");
  EXPECT_EQ(post(server_.url()).outcome, delivered);
  EXPECT_TRUE(sent("webhook-signature").starts_with("v1,"));
}

TEST_F(WebhookTest, EveryKeyOfARotationSigns) {
  const std::string pair = "whsk_" + to_base64(std::string(32, 's'));
  EXPECT_EQ(post(server_.url(), {{"secret", {"new", "old", pair}}}).outcome, delivered);
  const std::string signatures = sent("webhook-signature");
  EXPECT_EQ(std::count(signatures.begin(), signatures.end(), ' '), 2) << signatures;
  EXPECT_NE(signatures.find(" v1a,"), std::string::npos) << signatures;
}

TEST_F(WebhookTest, OwnHeadersAndAuthorization) {
  post(server_.url(), {{"headers", {{"X-Tenant", "7"}}}, {"bearer", "t0ken"}});
  EXPECT_EQ(sent("X-Tenant"), "7");
  EXPECT_EQ(sent("Authorization"), "Bearer t0ken");
  post(server_.url(), {{"basic", "user:word"}});
  EXPECT_EQ(sent("Authorization"), "Basic dXNlcjp3b3Jk");
  EXPECT_EQ(post(server_.url(), {{"headers", {{"X-A", "1\r\nX-B: 2"}}}}).outcome, permanent);
}

TEST_F(WebhookTest, ThePreviewMasksWhatIsSecret) {
  Carriers carriers(config_, settings_);
  const std::string options = Json{{"secret", "a-long-secret"}, {"bearer", "a-long-token"}}.dump();
  const std::string address = server_.url();
  Outgoing out;
  out.key = "msg_1";
  out.address = address;
  out.options = options;
  out.content = "{}";
  std::string all;
  for (const net::Header& h : carriers.find(Channel::webhook)->preview(out).headers) {
    all += h.name + ": " + h.value + "\n";
  }
  EXPECT_NE(all.find("webhook-id: msg_1"), std::string::npos);
  EXPECT_EQ(all.find("a-long-token"), std::string::npos) << all;
}

TEST_F(WebhookTest, RetryAfterAsSecondsAndAsADate) {
  status_ = 429;
  headers_ = {{"Retry-After", "120"}};
  EXPECT_EQ(post(server_.url()).retry_after, std::chrono::seconds(120));
  headers_ = {{"Retry-After", net::format_http_date(now_ + std::chrono::minutes(7))}};
  const auto outcome = post(server_.url());
  EXPECT_EQ(outcome.retry_after, std::chrono::minutes(7));
  EXPECT_TRUE(outcome.throttles);
  headers_ = {{"Retry-After", "soon"}};
  EXPECT_EQ(post(server_.url()).retry_after, std::nullopt);
}

TEST_F(WebhookTest, GoneIsADeadAddressAndARedirectAFailure) {
  status_ = 410;
  EXPECT_TRUE(post(server_.url()).dead_address);
  status_ = 302;
  headers_ = {{"Location", server_.url("/elsewhere")}};
  const auto outcome = post(server_.url());
  EXPECT_EQ(outcome.outcome, permanent);
  EXPECT_FALSE(outcome.dead_address);
  EXPECT_EQ(server_.requests().size(), 2U) << "and it is not followed";
}

TEST_F(WebhookTest, TheAnswerIsKeptAsOneCleanLine) {
  status_ = 500;
  answer_ = "line one\r\n\x1b[31mline two \xFF" + std::string(1000, 'x');
  const std::string detail = post(server_.url()).detail;
  EXPECT_LT(detail.size(), 400U);
  EXPECT_EQ(detail.find('\n'), std::string::npos);
  EXPECT_EQ(detail.find('\x1b'), std::string::npos);
}

// However a private address is written, the connection is refused where it leads.
TEST_F(WebhookTest, PrivateTargetsAreRefusedHoweverTheyAreWritten) {
  config_.set("webhook.allow_private", "false");
  const std::string port = std::to_string(server_.port());
  for (const char* host : {"127.0.0.1",
                           "localhost",
                           "2130706433",
                           "0x7f000001",
                           "0x7f.1",
                           "0177.0.0.1",
                           "127.1",
                           "0.0.0.0",
                           "0",
                           "[::1]",
                           "[::]",
                           "[::ffff:127.0.0.1]",
                           "[::ffff:7f00:1]",
                           "[64:ff9b::127.0.0.1]",
                           "[64:ff9b::7f00:1]",
                           "[::127.0.0.1]",
                           "[2002:7f00:1::]",
                           "169.254.169.254",
                           "[fe80::1]",
                           "[fd00::1]",
                           "10.0.0.1"}) {
    const auto outcome = post("http://" + std::string(host) + ":" + port + "/");
    EXPECT_EQ(outcome.outcome, permanent) << host;
    EXPECT_FALSE(outcome.dead_address) << host;
  }
  EXPECT_EQ(server_.connections(), 0);
}

TEST_F(WebhookTest, UrlsThatHideTheirHostAreNoAddress) {
  for (const char* url :
       {"http://example.org@127.0.0.1/", "ftp://127.0.0.1/", "file:///etc/passwd", "gopher://x/",
        "http://", "//127.0.0.1/", "http://127.0.0.1\\@example.org/ x"}) {
    EXPECT_EQ(post(url).outcome, permanent) << url;
  }
  EXPECT_EQ(server_.connections(), 0);
}

TEST_F(WebhookTest, ADestinationNarrowsItsOwnAddressesAndOpensNone) {
  EXPECT_EQ(post(server_.url(), {{"allow", {"127.0.0.0/8"}}}).outcome, delivered);
  EXPECT_EQ(post(server_.url(), {{"allow", {"198.51.100.7", "2001:db8::/32"}}}).outcome, permanent);
  config_.set("webhook.allow_private", "false");
  EXPECT_EQ(post(server_.url(), {{"allow", {"127.0.0.0/8"}}}).outcome, permanent);
  EXPECT_EQ(server_.requests().size(), 1U);
  for (const Json& broken : {Json("127.0.0.1"), Json::array(), Json{"nowhere"}, Json{7}}) {
    EXPECT_THROW(post(server_.url(), {{"allow", broken}}), Error) << broken;
  }
}

TEST_F(WebhookTest, ItsScheduleIsTheOneOfTheSpecification) {
  Carriers carriers(config_, settings_);
  Duration sum{0};
  for (const Duration pause : carriers.find(Channel::webhook)->schedule()) sum += pause;
  EXPECT_EQ(sum,
            Duration(std::chrono::hours(75) + std::chrono::minutes(35) + std::chrono::seconds(5)));
  const auto broken = cli::Config::from_text("[webhook]\nschedule = [\"soon\"]\n", "test");
  Carriers others(broken, settings_);
  EXPECT_THROW(others.find(Channel::webhook), Error);
  const auto none = cli::Config::from_text("[webhook]\nschedule = []\n", "test");
  Carriers doubling(none, settings_);
  EXPECT_TRUE(doubling.find(Channel::webhook)->schedule().empty());
}

}  // namespace
}  // namespace tocsin::notify
