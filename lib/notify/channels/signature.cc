#include "notify/channels/signature.h"

#include <algorithm>

#include "base/digest.h"
#include "base/error.h"

namespace tocsin::notify {

WebhookSigner::WebhookSigner(const std::vector<std::string>& secrets) {
  for (const std::string& secret : secrets) keys_.push_back(key_of(secret));
}

WebhookSigner::Key WebhookSigner::key_of(std::string_view secret) {
  constexpr std::string_view kShared = "whsec_", kPair = "whsk_";
  const bool pair = secret.starts_with(kPair);
  if (!pair && !secret.starts_with(kShared)) return {std::make_unique<net::Hmac>(secret), ""};
  const std::string_view prefix = pair ? kPair : kShared;
  auto bytes = from_base64(secret.substr(prefix.size()));
  if (!bytes) {
    fail(Exit::config, "a webhook secret begins with {} but is not base64 after it", prefix);
  }
  if (!pair) return {std::make_unique<net::Hmac>(*bytes), ""};
  if (!ed25519_public_key(*bytes)) {
    fail(Exit::config, "a webhook secret begins with whsk_ but is no Ed25519 key");
  }
  return {nullptr, *std::move(bytes)};
}

std::string WebhookSigner::standard(std::string_view id, Instant at, std::string_view body) const {
  const std::string time = std::to_string(to_ms(at) / 1000);
  std::string out;
  for (const Key& key : keys_) {
    if (!out.empty()) out += ' ';
    out +=
        key.shared
            ? "v1," + to_base64(key.shared->of({id, ".", time, ".", body}))
            : "v1a," + to_base64(
                           ed25519_sign(key.pair, fmt::format("{}.{}.{}", id, time, body)).value());
  }
  return out;
}

std::string WebhookSigner::plain(std::string_view body) const {
  const auto key =
      std::find_if(keys_.begin(), keys_.end(), [](const Key& k) { return k.shared != nullptr; });
  return key == keys_.end() ? "" : "sha256=" + to_hex(key->shared->of({body}));
}

}  // namespace tocsin::notify
