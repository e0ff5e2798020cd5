// Hashes, signatures and encodings (libsodium underneath; xxHash for fingerprints). Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

std::string sha256(std::string_view data);      // 32 raw bytes
std::string sha256_hex(std::string_view data);  // 64 lower-case digits
// 32 lower-case digits (XXH3, 128 bits): tells whether two texts are the same, many times faster
// than a digest does, where nobody gains by finding two that only seem so.
std::string fingerprint(std::string_view data);
std::string hmac_sha256(std::string_view key, std::string_view data);  // RFC 2104, 32 raw bytes
std::string to_hex(std::string_view raw);
std::optional<std::string> from_hex(std::string_view text);
std::string to_base64(std::string_view raw);  // RFC 4648, padded
std::optional<std::string> from_base64(std::string_view text);
// RFC 4648, section 5: fit for URLs and headers, written without padding, read with or without.
std::string to_base64url(std::string_view raw);
std::optional<std::string> from_base64url(std::string_view text);
// RFC 8032. The secret key is a seed of 32 bytes, or the seed with the public key behind it (64).
// Nothing for another length.
std::optional<std::string> ed25519_sign(std::string_view secret_key, std::string_view data);
std::optional<std::string> ed25519_public_key(std::string_view secret_key);  // 32 raw bytes
// False, too, for a key or a signature that is none.
bool ed25519_verify(std::string_view public_key, std::string_view signature, std::string_view data);
// In a time that does not tell where they differ; lengths are no secret.
bool same_secret(std::string_view a, std::string_view b);
// n bytes from the system's generator.
std::string random_bytes(std::size_t n);

}  // namespace tocsin
