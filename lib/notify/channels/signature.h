// Signatures of webhooks: Standard Webhooks (standardwebhooks.com, symmetric, version v1) and the
// plain X-Signature. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace tocsin::notify {

// A secret as people hold it ("whsec_" and base64, or any other text) as the bytes of the key.
// Throws Exit::config for a "whsec_" secret that is not base64.
std::string signing_key(std::string_view secret);

// The value of webhook-signature: "v1,BASE64" of HMAC-SHA256 over "id.timestamp.body" for each
// key, separated by blanks. Several keys while one replaces another; the timestamp is of the try.
std::string webhook_signature(const std::vector<std::string>& keys, std::string_view id, Instant at,
                              std::string_view body);
// "sha256=HEX" of HMAC-SHA256 over the body, by the first key.
std::string plain_signature(std::string_view key, std::string_view body);

}  // namespace tocsin::notify
