#include "net/web_push.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/json.h"
#include "support/fixtures.h"

namespace tocsin::net {
namespace {

std::string raw(std::string_view base64url) {
  return from_base64url(base64url).value();
}

// RFC 7515, appendix A.3: a private key of P-256 with its public half.
constexpr std::string_view kPrivate = "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI";
constexpr std::string_view kX = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
constexpr std::string_view kY = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";

TEST(P256Key, KnowsItsPublicHalf) {
  const auto key = P256Key::from_private(raw(kPrivate));
  ASSERT_TRUE(key);
  EXPECT_EQ(key->public_point(), "\x04" + raw(kX) + raw(kY));
  EXPECT_EQ(key->private_bytes(), raw(kPrivate));
}

TEST(P256Key, RefusesWhatIsNoPrivateKey) {
  EXPECT_FALSE(P256Key::from_private(""));
  EXPECT_FALSE(P256Key::from_private(std::string(31, '\1')));
  EXPECT_FALSE(P256Key::from_private(std::string(32, '\0')));
  EXPECT_FALSE(P256Key::from_private(std::string(32, '\xFF')));
  EXPECT_TRUE(P256Key::from_private(std::string(31, '\0') + "\1"));
}

TEST(P256Key, TwoAgreeOnOneSecret) {
  const P256Key ours = P256Key::generate(), theirs = P256Key::generate();
  EXPECT_NE(ours.private_bytes(), theirs.private_bytes());
  const auto shared = ours.shared_with(theirs.public_point());
  ASSERT_TRUE(shared);
  EXPECT_EQ(shared, theirs.shared_with(ours.public_point()));
  EXPECT_EQ(shared->size(), 32U);
}

TEST(P256Key, RefusesPointsOffTheCurve) {
  const P256Key key = P256Key::generate();
  std::string point = P256Key::generate().public_point();
  point.back() = static_cast<char>(point.back() ^ 1);
  EXPECT_FALSE(key.shared_with(point));
  EXPECT_FALSE(key.shared_with(""));
  EXPECT_FALSE(key.shared_with(std::string(65, '\4')));
  EXPECT_FALSE(key.shared_with(std::string(65, '\0')));
}

TEST(WebPush, TheWorkedExampleOfRfc8291ByteForByte) {
  TOCSIN_NEEDS_FIXTURE("conformance/webpush/rfc8291_vector.json");
  const Json v =
      Json::parse(read_file(test::fixtures() / "conformance/webpush/rfc8291_vector.json"));
  const auto bytes = [&](const char* name) { return raw(v[name].get<std::string>()); };
  const PushSubscription to{
      *Url::parse("https://push.example.net/push/JzLQ3raZJfFBR0aqvOMsLrt54w4rJUsV"),
      bytes("receiver_public"), bytes("auth_secret")};
  const auto sender = P256Key::from_private(bytes("sender_private"));
  ASSERT_TRUE(sender);
  EXPECT_EQ(sender->public_point(), bytes("sender_public"));
  const auto body = encrypt_push(v["plaintext"].get<std::string>(), to, *sender, bytes("salt"));
  ASSERT_TRUE(body);
  EXPECT_EQ(to_base64url(*body), v["body"]);
}

class Subscription : public ::testing::Test {
 protected:
  static std::string json(const std::string& endpoint, const std::string& key,
                          const std::string& auth) {
    return Json{{"endpoint", endpoint},
                {"expirationTime", nullptr},
                {"keys", {{"p256dh", key}, {"auth", auth}}}}
        .dump();
  }
  const std::string key_ = to_base64url(P256Key::generate().public_point());
  const std::string auth_ = to_base64url(std::string(16, 'a'));
};

TEST_F(Subscription, AsABrowserGivesIt) {
  std::string why;
  const auto read = read_subscription(json("https://push.example/x?y", key_, auth_), why);
  ASSERT_TRUE(read) << why;
  EXPECT_EQ(read->endpoint.text(), "https://push.example/x?y");
  EXPECT_EQ(to_base64url(read->key), key_);
  EXPECT_EQ(read->auth, std::string(16, 'a'));
  EXPECT_EQ(why, "");
}

TEST_F(Subscription, AnythingElseIsRefusedWithAReason) {
  const std::string cases[] = {
      "",
      "https://push.example/x",
      "[]",
      "{}",
      R"({"endpoint": 1, "keys": {}})",
      R"({"endpoint": "https://push.example/x"})",
      R"({"endpoint": "https://push.example/x", "keys": []})",
      json("javascript:alert(1)", key_, auth_),
      json("https://push.example/x", "AAAA", auth_),
      json("https://push.example/x", key_, "AAAA"),
      json("https://push.example/x", "not base64!", auth_),
      json("https://push.example/" + std::string(kMaxSubscription, 'x'), key_, auth_),
  };
  for (const std::string& text : cases) {
    std::string why;
    EXPECT_FALSE(read_subscription(text, why)) << text;
    EXPECT_NE(why, "") << text;
  }
}

TEST_F(Subscription, WhatItsKeyCannotTakeIsNotEncrypted) {
  PushSubscription to{*Url::parse("https://push.example/x"), raw(key_), std::string(16, 'a')};
  EXPECT_EQ(encrypt_push(std::string(kMaxPushPlaintext, 'x'), to)->size(), 4096U);
  EXPECT_FALSE(encrypt_push(std::string(kMaxPushPlaintext + 1, 'x'), to));
  EXPECT_NE(encrypt_push("x", to), encrypt_push("x", to)) << "each has its own key and salt";
  to.key.back() = static_cast<char>(to.key.back() ^ 1);
  EXPECT_FALSE(encrypt_push("x", to));
}

TEST(Vapid, IsATokenOfThreePartsWithOurKey) {
  const auto key = P256Key::from_private(raw(kPrivate));
  const std::string header = vapid_header(*key, "https://push.example.net",
                                          "mailto:ops@desk.example", from_ms(1'453'523'768'000));
  ASSERT_TRUE(header.starts_with("vapid t=")) << header;
  const auto comma = header.find(", k=");
  EXPECT_EQ(raw(header.substr(comma + 4)), key->public_point());
  const std::string token = header.substr(8, comma - 8);
  const auto first = token.find('.'), second = token.rfind('.');
  EXPECT_EQ(raw(token.substr(0, first)), R"({"typ":"JWT","alg":"ES256"})");
  EXPECT_EQ(Json::parse(raw(token.substr(first + 1, second - first - 1))),
            (Json{{"aud", "https://push.example.net"},
                  {"exp", 1'453'523'768},
                  {"sub", "mailto:ops@desk.example"}}));
  EXPECT_EQ(raw(token.substr(second + 1)).size(), 64U);
}

}  // namespace
}  // namespace tocsin::net
