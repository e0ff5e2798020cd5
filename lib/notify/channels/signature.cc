#include "notify/channels/signature.h"

#include <algorithm>

#include "base/digest.h"
#include "base/error.h"

namespace tocsin::notify {

SigningKey signing_key(std::string_view secret) {
  constexpr std::string_view kShared = "whsec_", kPair = "whsk_";
  const bool pair = secret.starts_with(kPair);
  if (!pair && !secret.starts_with(kShared)) {
    return {SigningKey::Scheme::hmac, std::string(secret)};
  }
  const std::string_view prefix = pair ? kPair : kShared;
  auto bytes = from_base64(secret.substr(prefix.size()));
  if (!bytes) {
    fail(Exit::config, "a webhook secret begins with {} but is not base64 after it", prefix);
  }
  if (!pair) return {SigningKey::Scheme::hmac, *std::move(bytes)};
  if (!ed25519_public_key(*bytes)) {
    fail(Exit::config, "a webhook secret begins with whsk_ but is no Ed25519 key");
  }
  return {SigningKey::Scheme::ed25519, *std::move(bytes)};
}

std::string webhook_signature(const std::vector<SigningKey>& keys, std::string_view id, Instant at,
                              std::string_view body) {
  const std::string content = fmt::format("{}.{}.{}", id, to_ms(at) / 1000, body);
  std::string out;
  for (const SigningKey& key : keys) {
    if (!out.empty()) out += ' ';
    out += key.scheme == SigningKey::Scheme::hmac
               ? "v1," + to_base64(hmac_sha256(key.bytes, content))
               : "v1a," + to_base64(ed25519_sign(key.bytes, content).value());
  }
  return out;
}

std::string plain_signature(const std::vector<SigningKey>& keys, std::string_view body) {
  const auto shared = std::find_if(keys.begin(), keys.end(), [](const SigningKey& key) {
    return key.scheme == SigningKey::Scheme::hmac;
  });
  return shared == keys.end() ? "" : "sha256=" + to_hex(hmac_sha256(shared->bytes, body));
}

}  // namespace tocsin::notify
