#include "base/digest.h"

#include <sodium.h>

#define XXH_INLINE_ALL  // its header is the library
#include <xxhash.h>

#include "base/error.h"

namespace tocsin {
namespace {

const unsigned char* bytes(std::string_view s) {
  return reinterpret_cast<const unsigned char*>(s.data());
}
unsigned char* bytes(std::string& s) {
  return reinterpret_cast<unsigned char*>(s.data());
}

std::string encode(std::string_view raw, int variant) {
  std::string out(sodium_base64_encoded_len(raw.size(), variant), '\0');
  sodium_bin2base64(out.data(), out.size(), bytes(raw), raw.size(), variant);
  out.pop_back();
  return out;
}

std::optional<std::string> decode(std::string_view text, int variant) {
  std::string out(text.size() * 3 / 4 + 1, '\0');
  std::size_t length = 0;
  if (sodium_base642bin(bytes(out), out.size(), text.data(), text.size(), nullptr, &length, nullptr,
                        variant) != 0) {
    return std::nullopt;
  }
  out.resize(length);
  return out;
}

// The seed with its public key, whichever form the secret key has.
std::optional<std::string> key_pair(std::string_view secret_key) {
  if (secret_key.size() != crypto_sign_SEEDBYTES &&
      secret_key.size() != crypto_sign_SECRETKEYBYTES) {
    return std::nullopt;
  }
  std::string pair(crypto_sign_SECRETKEYBYTES, '\0'), public_key(crypto_sign_PUBLICKEYBYTES, '\0');
  crypto_sign_seed_keypair(bytes(public_key), bytes(pair), bytes(secret_key));
  return pair;
}

}  // namespace

std::string sha256(std::string_view data) {
  std::string out(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(bytes(out), bytes(data), data.size());
  return out;
}

std::string sha256_hex(std::string_view data) {
  return to_hex(sha256(data));
}

std::string fingerprint(std::string_view data) {
  XXH128_canonical_t digits;
  XXH128_canonicalFromHash(&digits, XXH3_128bits(data.data(), data.size()));
  return to_hex({reinterpret_cast<const char*>(digits.digest), sizeof digits.digest});
}

std::string hmac_sha256(std::string_view key, std::string_view data) {
  std::string out(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes(key), key.size());
  crypto_auth_hmacsha256_update(&state, bytes(data), data.size());
  crypto_auth_hmacsha256_final(&state, bytes(out));
  return out;
}

std::string to_hex(std::string_view raw) {
  std::string out(raw.size() * 2 + 1, '\0');
  sodium_bin2hex(out.data(), out.size(), bytes(raw), raw.size());
  out.pop_back();
  return out;
}

std::optional<std::string> from_hex(std::string_view text) {
  std::string out(text.size() / 2, '\0');
  std::size_t length = 0;
  const char* end = nullptr;
  if (sodium_hex2bin(bytes(out), out.size(), text.data(), text.size(), nullptr, &length, &end) !=
          0 ||
      end != text.data() + text.size()) {
    return std::nullopt;
  }
  return out;
}

std::string to_base64(std::string_view raw) {
  return encode(raw, sodium_base64_VARIANT_ORIGINAL);
}

std::optional<std::string> from_base64(std::string_view text) {
  return decode(text, sodium_base64_VARIANT_ORIGINAL);
}

std::string to_base64url(std::string_view raw) {
  return encode(raw, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::optional<std::string> from_base64url(std::string_view text) {
  while (text.ends_with('=')) text.remove_suffix(1);
  return decode(text, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

std::optional<std::string> ed25519_sign(std::string_view secret_key, std::string_view data) {
  const auto keys = key_pair(secret_key);
  if (!keys) return std::nullopt;
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(bytes(signature), nullptr, bytes(data), data.size(), bytes(*keys));
  return signature;
}

std::optional<std::string> ed25519_public_key(std::string_view secret_key) {
  const auto keys = key_pair(secret_key);
  if (!keys) return std::nullopt;
  return keys->substr(crypto_sign_SEEDBYTES);
}

bool same_secret(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool ed25519_verify(std::string_view public_key, std::string_view signature,
                    std::string_view data) {
  return public_key.size() == crypto_sign_PUBLICKEYBYTES && signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(bytes(signature), bytes(data), data.size(),
                                     bytes(public_key)) == 0;
}

std::string random_bytes(std::size_t n) {
  if (sodium_init() < 0) fail(Exit::unavailable, "the system's random generator does not answer");
  std::string out(n, '\0');
  randombytes_buf(out.data(), out.size());
  return out;
}

}  // namespace tocsin
