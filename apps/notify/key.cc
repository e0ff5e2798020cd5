// notify key.

#include "base/digest.h"
#include "commands.h"
#include "net/p256.h"

namespace tocsin::notify_tool {
namespace {

// standardwebhooks.com: 24 to 64 bytes.
constexpr std::size_t kWebhookSecret = 32;
constexpr std::size_t kSeed = 32;
constexpr std::string_view kPair = "whsk_", kPublic = "whpk_";

OrderedJson new_key(const std::string& kind) {
  if (kind == "push") {
    const auto key = net::P256Key::generate();
    return {{"private_key", to_base64url(key.private_bytes())},
            {"public_key", to_base64url(key.public_point())}};
  }
  if (kind == "webhook") {
    return {{"secret", "whsec_" + to_base64(random_bytes(kWebhookSecret))}};
  }
  const std::string seed = random_bytes(kSeed);
  const std::string public_key = ed25519_public_key(seed).value();
  return {{"secret", std::string(kPair) + to_base64(seed + public_key)},
          {"public_key", std::string(kPublic) + to_base64(public_key)}};
}

std::string public_push_key(const std::string& secret) {
  const auto raw = from_base64url(secret);
  const auto key = raw ? net::P256Key::from_private(*raw) : std::nullopt;
  if (!key) fail(Exit::config, "push.private_key: no key of the curve P-256 in base64url");
  return to_base64url(key->public_point());
}

std::string public_webhook_key(const std::string& secret) {
  const auto raw =
      secret.starts_with(kPair) ? from_base64(secret.substr(kPair.size())) : std::nullopt;
  const auto key = raw ? ed25519_public_key(*raw) : std::nullopt;
  if (!key) fail(Exit::config, "webhook.secret: no key pair (whsk_…)");
  return std::string(kPublic) + to_base64(*key);
}

}  // namespace

Exit key(cli::Run& run, const KeyOptions& given) {
  if (!given.only_public) {
    run.out().record(new_key(given.kind));
    return Exit::ok;
  }
  const bool push = given.kind == "push";
  const std::string name = push ? "push.private_key" : "webhook.secret";
  const std::string secret = run.config().secret(name);
  if (secret.empty()) fail(Exit::config, "there is no {}", name);
  run.out().record({{"public_key", push ? public_push_key(secret) : public_webhook_key(secret)}});
  return Exit::ok;
}

}  // namespace tocsin::notify_tool
