#include "notify/channels/signature.h"

#include "base/digest.h"
#include "base/error.h"

namespace tocsin::notify {

std::string signing_key(std::string_view secret) {
  constexpr std::string_view kPrefix = "whsec_";
  if (!secret.starts_with(kPrefix)) return std::string(secret);
  auto key = from_base64(secret.substr(kPrefix.size()));
  if (!key) fail(Exit::config, "a webhook secret begins with whsec_ but is not base64 after it");
  return *key;
}

std::string webhook_signature(const std::vector<std::string>& keys, std::string_view id, Instant at,
                              std::string_view body) {
  const std::string content = fmt::format("{}.{}.{}", id, to_ms(at) / 1000, body);
  std::string out;
  for (const std::string& key : keys) {
    if (!out.empty()) out += ' ';
    out += "v1," + to_base64(hmac_sha256(key, content));
  }
  return out;
}

std::string plain_signature(std::string_view key, std::string_view body) {
  return "sha256=" + to_hex(hmac_sha256(key, body));
}

}  // namespace tocsin::notify
