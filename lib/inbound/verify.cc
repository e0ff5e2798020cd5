#include "inbound/verify.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <charconv>
#include <chrono>

#include "base/digest.h"
#include "base/text.h"

namespace tocsin::inbound {
namespace {

// Twilio alone still asks for SHA-1; as a keyed hash it holds.
std::string hmac_sha1(std::string_view key, std::string_view data) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int length = 0;
  const auto* const made =
      HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()),
           reinterpret_cast<const unsigned char*>(data.data()), data.size(), out.data(), &length);
  return made == nullptr ? "" : std::string(out.begin(), out.begin() + length);
}

// Seconds since 1970.
bool is_fresh(std::string_view timestamp, Instant now) {
  std::int64_t seconds = 0;
  const auto [end, error] =
      std::from_chars(timestamp.data(), timestamp.data() + timestamp.size(), seconds);
  constexpr std::int64_t kFarthest = 1'000'000'000'000;  // so that milliseconds fit
  if (error != std::errc{} || end != timestamp.data() + timestamp.size() || seconds < 0 ||
      seconds > kFarthest) {
    return false;
  }
  const Duration apart = now - from_ms(seconds * 1000);
  return apart <= kTolerance && apart >= -kTolerance;
}

std::optional<std::string> webhook_key(std::string_view secret) {
  constexpr std::string_view kPrefix = "whsec_";
  if (!secret.starts_with(kPrefix)) return std::string(secret);
  return from_base64(secret.substr(kPrefix.size()));
}

}  // namespace

bool is_from_slack(std::string_view secret, std::string_view timestamp, std::string_view signature,
                   std::string_view body, Instant now) {
  if (secret.empty() || !is_fresh(timestamp, now)) return false;
  const std::string right =
      "v0=" + to_hex(hmac_sha256(secret, fmt::format("v0:{}:{}", timestamp, body)));
  return same_secret(right, signature);
}

bool is_from_twilio(std::string_view token, std::string_view url, const Form& form,
                    std::string_view signature) {
  if (token.empty()) return false;
  std::string content(url);
  for (const auto& [name, value] : form) content += name + value;  // in the order of their names
  const std::string right = hmac_sha1(token, content);
  return !right.empty() && same_secret(to_base64(right), signature);
}

bool is_standard_webhook(std::string_view secret, std::string_view id, std::string_view timestamp,
                         std::string_view signatures, std::string_view body, Instant now) {
  if (id.empty() || !is_fresh(timestamp, now)) return false;
  const std::string content = fmt::format("{}.{}.{}", id, timestamp, body);
  bool ours = false;
  for (const std::string& one : split(secret, ' ')) {
    const auto key = webhook_key(one);
    if (!key || key->empty()) continue;
    const std::string right = "v1," + to_base64(hmac_sha256(*key, content));
    for (const std::string& given : split(signatures, ' ')) {
      ours = same_secret(right, given) || ours;
    }
  }
  return ours;
}

bool is_from_telegram(std::string_view secret, std::string_view token) {
  return !secret.empty() && same_secret(secret, token);
}

bool is_from_discord(std::string_view public_key, std::string_view timestamp,
                     std::string_view signature, std::string_view body, Instant now) {
  const auto key = from_hex(public_key);
  const auto raw = from_hex(signature);
  if (public_key.empty() || !key || !raw || !is_fresh(timestamp, now)) return false;
  return ed25519_verify(*key, *raw, std::string(timestamp) + std::string(body));
}

}  // namespace tocsin::inbound
