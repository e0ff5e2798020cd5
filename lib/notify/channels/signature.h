// Signatures of webhooks: Standard Webhooks (standardwebhooks.com; v1 by a secret both sides know,
// v1a by a key pair) and the plain X-Signature. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace tocsin::notify {

struct SigningKey {
  enum class Scheme { hmac, ed25519 };
  Scheme scheme = Scheme::hmac;
  std::string bytes;
};
// A secret as people hold it: "whsec_" and base64, any other text (both HMAC), or "whsk_" and the
// base64 of an Ed25519 key (the seed, with or without the public key behind it). Throws
// Exit::config for what is malformed.
SigningKey signing_key(std::string_view secret);

// The value of webhook-signature over "id.timestamp.body": "v1,BASE64" (HMAC-SHA256) or
// "v1a,BASE64" (Ed25519) for each key, separated by blanks. Several keys while one replaces
// another; the timestamp is of the try.
std::string webhook_signature(const std::vector<SigningKey>& keys, std::string_view id, Instant at,
                              std::string_view body);
// "sha256=HEX" of HMAC-SHA256 over the body, by the first key that both sides know; empty without
// one.
std::string plain_signature(const std::vector<SigningKey>& keys, std::string_view body);

}  // namespace tocsin::notify
