#include "notify/channels/signature.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "support/fixtures.h"

namespace tocsin::notify {
namespace {

const unsigned char* bytes(const std::string& s) {
  return reinterpret_cast<const unsigned char*>(s.data());
}

TEST(Signature, TheStandardWebhooksVector) {
  TOCSIN_NEEDS_FIXTURE("conformance/webhooks/standard_webhooks_vector.json");
  const Json v = Json::parse(
      read_file(test::fixtures() / "conformance/webhooks/standard_webhooks_vector.json"));
  const SigningKey key = signing_key(v["secret"].get<std::string>());
  const Instant when = from_ms(std::stoll(v["timestamp"].get<std::string>()) * 1000);
  const auto payload = v["payload"].get<std::string>();
  const auto id = v["id"].get<std::string>();
  EXPECT_EQ(webhook_signature({key}, id, when, payload), v["signature"]);
  const std::string both = webhook_signature({signing_key("new-key"), key}, id, when, payload);
  EXPECT_TRUE(both.ends_with(" " + v["signature"].get<std::string>())) << both;
}

TEST(Signature, OfAKeyPairVerifiesWithThePublicHalf) {
  const std::string seed(32, 's');
  const std::string public_key = ed25519_public_key(seed).value();
  const Instant when = from_ms(1'614'265'330'000);
  for (const std::string& secret : {seed, seed + public_key}) {
    const auto text =
        webhook_signature({signing_key("whsk_" + to_base64(secret))}, "msg_1", when, "{}");
    ASSERT_TRUE(text.starts_with("v1a,")) << text;
    const std::string signature = from_base64(text.substr(4)).value();
    const std::string content = "msg_1.1614265330.{}";
    EXPECT_EQ(crypto_sign_verify_detached(bytes(signature), bytes(content), content.size(),
                                          bytes(public_key)),
              0);
  }
}

TEST(Signature, BothSchemesGoSideBySide) {
  const std::vector<SigningKey> keys{signing_key("whsk_" + to_base64(std::string(32, 's'))),
                                     signing_key("whsec_" + to_base64(std::string(24, 'k')))};
  const auto text = webhook_signature(keys, "msg_1", from_ms(0), "{}");
  EXPECT_TRUE(text.starts_with("v1a,")) << text;
  EXPECT_NE(text.find(" v1,"), std::string::npos) << text;
  EXPECT_EQ(plain_signature(keys, "{}"),
            "sha256=" + to_hex(hmac_sha256(std::string(24, 'k'), "{}")));
  EXPECT_EQ(plain_signature({keys.front()}, "{}"), "") << "a key pair makes no HMAC";
}

TEST(Signature, MalformedSecretsAreConfigurationFaultsThatDoNotShowThem) {
  for (const std::string secret : {"whsec_!hidden!", "whsk_!hidden!", "whsk_aGlkZGVu"}) {
    try {
      (void)signing_key(secret);
      FAIL() << secret;
    } catch (const Error& e) {
      EXPECT_EQ(e.status(), Exit::config);
      EXPECT_EQ(std::string(e.what()).find("hidden"), std::string::npos) << e.what();
      EXPECT_EQ(std::string(e.what()).find("aGlkZGVu"), std::string::npos) << e.what();
    }
  }
}

}  // namespace
}  // namespace tocsin::notify
