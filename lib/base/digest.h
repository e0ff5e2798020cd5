// Hashes, signatures and encodings (libsodium underneath). Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

std::string sha256(std::string_view data);                             // 32 raw bytes
std::string sha256_hex(std::string_view data);                         // 64 lower-case digits
std::string hmac_sha256(std::string_view key, std::string_view data);  // RFC 2104, 32 raw bytes
std::string to_hex(std::string_view raw);
std::string to_base64(std::string_view raw);  // RFC 4648, padded
std::optional<std::string> from_base64(std::string_view text);
// n bytes from the system's generator.
std::string random_bytes(std::size_t n);

}  // namespace tocsin
