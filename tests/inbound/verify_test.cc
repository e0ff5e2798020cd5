#include "inbound/verify.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/digest.h"
#include "base/json.h"
#include "support/fixtures.h"

namespace tocsin::inbound {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

Instant at_second(std::int64_t s) {
  return from_ms(s * 1000);
}

// The example of Slack's documentation.
TEST(Slack, VerifiesThePublishedExample) {
  const std::string secret = "8f742231b10e8888abcd99yyyzzz85a5";
  const std::string body =
      "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id="
      "G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-"
      "collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F"
      "397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121."
      "803a0bc887a14d10d2c447fce8b6703c";
  const std::string right = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
  const Instant now = at_second(1531420618);
  EXPECT_TRUE(is_from_slack(secret, "1531420618", right, body, now));
  EXPECT_TRUE(is_from_slack(secret, "1531420618", right, body, now + kTolerance));
  struct Case {
    std::string name, secret, timestamp, signature, body;
    Instant now;
  };
  const Case wrong[] = {
      {"old", secret, "1531420618", right, body, now + kTolerance + seconds{1}},
      {"of tomorrow", secret, "1531420618", right, body, now - kTolerance - seconds{1}},
      {"another time", secret, "1531420619", right, body, now},
      {"another body", secret, "1531420618", right, body + " ", now},
      {"another secret", secret + "x", "1531420618", right, body, now},
      {"no secret", "", "1531420618", right, body, now},
      {"no signature", secret, "1531420618", "", body, now},
      {"no time", secret, "", right, body, now},
      {"time that is none", secret, "1531420618x", right, body, now},
      {"time beyond all", secret, "9223372036854775807", right, body, now},
      {"signature in capitals", secret, "1531420618",
       "V0=A2114D57B48EAC39B9AD189DD8316235A7B4A8D21A10BD27519666489C69B503", body, now},
  };
  for (const Case& c : wrong) {
    EXPECT_FALSE(is_from_slack(c.secret, c.timestamp, c.signature, c.body, c.now)) << c.name;
  }
}

// The example of Twilio's documentation.
TEST(Twilio, VerifiesThePublishedExample) {
  const Form form{{"Digits", "1234"},
                  {"To", "+18005551212"},
                  {"From", "+14158675310"},
                  {"Caller", "+14158675310"},
                  {"CallSid", "CA1234567890ABCDE"}};
  const std::string url = "https://mycompany.com/myapp.php?foo=1&bar=2";
  const std::string right = "GvWf1cFY/Q7PnoempGyD5oXAezc=";
  EXPECT_TRUE(is_from_twilio("12345", url, form, right));
  EXPECT_FALSE(is_from_twilio("12346", url, form, right));
  EXPECT_FALSE(is_from_twilio("", url, form, right));
  EXPECT_FALSE(is_from_twilio("12345", "https://mycompany.com/myapp.php?foo=1", form, right));
  EXPECT_FALSE(is_from_twilio("12345", url, {}, right));
  EXPECT_FALSE(is_from_twilio("12345", url, form, ""));
}

TEST(StandardWebhooks, VerifyTheConformanceVectors) {
  TOCSIN_NEEDS_FIXTURE("conformance/webhooks");
  int read = 0;
  for (const auto& file :
       std::filesystem::directory_iterator(test::fixtures() / "conformance/webhooks")) {
    std::ifstream in(file.path());
    const Json v = Json::parse(in, nullptr, false);
    if (!v.is_object() || !v.contains("signature")) continue;
    ++read;
    const std::string secret = v["secret"], id = v["id"], time = v["timestamp"],
                      body = v["payload"], signature = v["signature"];
    const Instant now = at_second(std::stoll(time));
    EXPECT_TRUE(is_standard_webhook(secret, id, time, signature, body, now));
    EXPECT_TRUE(is_standard_webhook("whsec_AAAA " + secret, id, time, "v1,AAAA " + signature, body,
                                    now - minutes{5}));
    EXPECT_FALSE(is_standard_webhook(secret, id, time, signature, body, now + minutes{6}));
    EXPECT_FALSE(is_standard_webhook(secret, id + "x", time, signature, body, now));
    EXPECT_FALSE(is_standard_webhook(secret, id, time, signature, body + "x", now));
    EXPECT_FALSE(is_standard_webhook(secret, id, time, "", body, now));
    EXPECT_FALSE(is_standard_webhook("", id, time, signature, body, now));
    EXPECT_FALSE(is_standard_webhook("whsec_", id, time, signature, body, now));
    EXPECT_FALSE(is_standard_webhook("whsec_%%%", id, time, signature, body, now));
    EXPECT_FALSE(is_standard_webhook(secret, id, time, "v2" + signature.substr(2), body, now));
  }
  EXPECT_GT(read, 0);
}

// A seed of 32 zero bytes.
TEST(Discord, VerifiesEd25519) {
  const std::string seed(32, '\0'), body = R"({"type":1})", time = "1531420618";
  const std::string key = to_hex(ed25519_public_key(seed).value());
  const std::string right = to_hex(ed25519_sign(seed, time + body).value());
  const Instant now = at_second(1531420618);
  EXPECT_TRUE(is_from_discord(key, time, right, body, now));
  EXPECT_FALSE(is_from_discord(key, time, right, body + " ", now));
  EXPECT_FALSE(is_from_discord(key, "1531420619", right, body, now));
  EXPECT_FALSE(is_from_discord(key, time, right, body, now + minutes{6}));
  EXPECT_FALSE(is_from_discord(key, time, right.substr(2), body, now));
  EXPECT_FALSE(is_from_discord(key, time, "", body, now));
  EXPECT_FALSE(is_from_discord("", time, right, body, now));
  EXPECT_FALSE(is_from_discord("zz", time, right, body, now));
}

TEST(Telegram, KnowsItsToken) {
  EXPECT_TRUE(is_from_telegram("secret", "secret"));
  EXPECT_FALSE(is_from_telegram("secret", "Secret"));
  EXPECT_FALSE(is_from_telegram("secret", ""));
  EXPECT_FALSE(is_from_telegram("", ""));
}

}  // namespace
}  // namespace tocsin::inbound
