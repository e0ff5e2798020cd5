// Web Push as its standards write it: encryption for a subscription (RFC 8291 on RFC 8188) and our
// name to the push service (VAPID, RFC 8292). Pure but for random bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "net/p256.h"
#include "net/url.h"

namespace tocsin::net {

// What a browser's PushManager gives (W3C Push API): where to post, and for whom to encrypt.
struct PushSubscription {
  Url endpoint;
  std::string key;   // p256dh: the browser's public point, 65 bytes
  std::string auth;  // the secret it shares with us, 16 bytes
};
inline constexpr std::size_t kMaxSubscription = 8U << 10;  // bytes of JSON
// PushSubscription.toJSON() as text: {"endpoint", "keys": {"p256dh", "auth"}}, other fields
// ignored. Nothing, and the reason in `why`, for anything else. The point is not checked to lie on
// the curve; encrypt_push() does.
std::optional<PushSubscription> read_subscription(std::string_view json, std::string& why);

// A push service takes bodies of 4,096 bytes (RFC 8030, section 7.2), of which encryption needs
// 103.
inline constexpr std::size_t kMaxPushPlaintext = 4096 - 103;

// The body of a push message in the content coding aes128gcm, one record. `sender` is a key for
// this message only and `salt` 16 random bytes. Nothing where the subscription's key is not on the
// curve, or the plaintext is longer than kMaxPushPlaintext.
std::optional<std::string> encrypt_push(std::string_view plaintext, const PushSubscription& to,
                                        const P256Key& sender, std::string_view salt);
// With a key and a salt of its own.
std::optional<std::string> encrypt_push(std::string_view plaintext, const PushSubscription& to);

// The value of the header Authorization for one push service: "vapid t=JWT, k=KEY". `audience` is
// the endpoint's origin; `subject` a mailto: or https: address of ours where they can complain, or
// empty. A service refuses an `expires_at` more than 24 hours ahead.
std::string vapid_header(const P256Key& key, std::string_view audience, std::string_view subject,
                         Instant expires_at);

}  // namespace tocsin::net
