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
  const auto secret = v["secret"].get<std::string>();
  const Instant when = from_ms(std::stoll(v["timestamp"].get<std::string>()) * 1000);
  const auto payload = v["payload"].get<std::string>();
  const auto id = v["id"].get<std::string>();
  EXPECT_EQ(WebhookSigner({secret}).standard(id, when, payload), v["signature"]);
  const std::string both = WebhookSigner({"new-key", secret}).standard(id, when, payload);
  EXPECT_TRUE(both.ends_with(" " + v["signature"].get<std::string>())) << both;
}

TEST(Signature, OfAKeyPairVerifiesWithThePublicHalf) {
  const std::string seed(32, 's');
  const std::string public_key = ed25519_public_key(seed).value();
  const Instant when = from_ms(1'614'265'330'000);
  for (const std::string& secret : {seed, seed + public_key}) {
    const auto text = WebhookSigner({"whsk_" + to_base64(secret)}).standard("msg_1", when, "{}");
    ASSERT_TRUE(text.starts_with("v1a,")) << text;
    const std::string signature = from_base64(text.substr(4)).value();
    const std::string content = "msg_1.1614265330.{}";
    EXPECT_EQ(crypto_sign_verify_detached(bytes(signature), bytes(content), content.size(),
                                          bytes(public_key)),
              0);
  }
}

TEST(Signature, BothSchemesGoSideBySide) {
  const std::string pair = "whsk_" + to_base64(std::string(32, 's'));
  const WebhookSigner signer({pair, "whsec_" + to_base64(std::string(24, 'k'))});
  const auto text = signer.standard("msg_1", from_ms(0), "{}");
  EXPECT_TRUE(text.starts_with("v1a,")) << text;
  EXPECT_NE(text.find(" v1,"), std::string::npos) << text;
  EXPECT_EQ(signer.plain("{}"), "sha256=" + to_hex(hmac_sha256(std::string(24, 'k'), "{}")));
  EXPECT_EQ(WebhookSigner({pair}).plain("{}"), "") << "a key pair makes no HMAC";
  EXPECT_EQ(WebhookSigner({}).standard("msg_1", from_ms(0), "{}"), "");
}

TEST(Signature, MalformedSecretsAreConfigurationFaultsThatDoNotShowThem) {
  for (const std::string secret : {"whsec_!hidden!", "whsk_!hidden!", "whsk_aGlkZGVu"}) {
    try {
      const WebhookSigner signer({secret});
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
