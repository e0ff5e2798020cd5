// Keys on the curve P-256: ECDH and ES256, as Web Push wants them (libcrypto underneath).
//
// Values; one thread at a time. Exit::unavailable where libcrypto is not installed.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin::net {

inline constexpr std::size_t kP256Private = 32;  // bytes, big-endian
inline constexpr std::size_t kP256Point = 65;    // uncompressed: 0x04, x, y (SEC 1, section 2.3.3)

class P256Key {
 public:
  static P256Key generate();
  // Nothing for what is no private key: another length, zero, or beyond the curve's order.
  static std::optional<P256Key> from_private(std::string_view bytes);

  const std::string& private_bytes() const { return private_; }
  const std::string& public_point() const { return public_; }
  // The x coordinate of the shared point, 32 bytes; nothing where `point` is not on the curve.
  std::optional<std::string> shared_with(std::string_view point) const;
  // ECDSA with SHA-256 as r and s, 64 bytes (RFC 7518, section 3.4). Differs from call to call.
  std::string sign_es256(std::string_view data) const;

 private:
  P256Key() = default;
  std::shared_ptr<void> handle_;  // EVP_PKEY
  std::string private_, public_;
};

}  // namespace tocsin::net
