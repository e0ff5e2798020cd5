// Signatures of webhooks: Standard Webhooks (standardwebhooks.com; v1 by a secret both sides know,
// v1a by a key pair) and the plain X-Signature.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "net/hmac.h"

namespace tocsin::notify {

class WebhookSigner {
 public:
  // Secrets as people hold them: "whsec_" and base64, any other text (both HMAC), or "whsk_" and
  // the base64 of an Ed25519 key (the seed, with or without the public key behind it). Several
  // while one replaces another. Exit::config for what is malformed.
  explicit WebhookSigner(const std::vector<std::string>& secrets);

  // The value of webhook-signature over "id.timestamp.body": "v1,BASE64" (HMAC-SHA256) or
  // "v1a,BASE64" (Ed25519) for each secret, separated by blanks; empty without any. The timestamp
  // is of the try.
  std::string standard(std::string_view id, Instant at, std::string_view body) const;
  // "sha256=HEX" of HMAC-SHA256 over the body, by the first secret that both sides know; empty
  // without one.
  std::string plain(std::string_view body) const;

 private:
  struct Key {
    std::unique_ptr<const net::Hmac> shared;  // or
    std::string pair;
  };
  static Key key_of(std::string_view secret);
  std::vector<Key> keys_;
};

}  // namespace tocsin::notify
