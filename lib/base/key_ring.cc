#include "base/key_ring.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/digest.h"
#include "base/error.h"
#include "base/text.h"

namespace tocsin {
namespace {

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kIdBytes = 4;
constexpr std::size_t kMostKeys = 16;

const unsigned char* bytes(std::string_view s) {
  return reinterpret_cast<const unsigned char*>(s.data());
}
unsigned char* bytes(std::string& s) {
  return reinterpret_cast<unsigned char*>(s.data());
}

std::optional<std::string> from_any_base64(std::string_view text) {
  for (const int variant :
       {sodium_base64_VARIANT_ORIGINAL, sodium_base64_VARIANT_ORIGINAL_NO_PADDING,
        sodium_base64_VARIANT_URLSAFE, sodium_base64_VARIANT_URLSAFE_NO_PADDING}) {
    std::string out(kKeyBytes, '\0');
    std::size_t length = 0;
    if (sodium_base642bin(bytes(out), out.size(), text.data(), text.size(), nullptr, &length,
                          nullptr, variant) == 0 &&
        length == kKeyBytes) {
      return out;
    }
  }
  return std::nullopt;
}

std::string subkey(std::string_view key, std::string_view purpose) {
  constexpr std::array<unsigned char, crypto_generichash_blake2b_PERSONALBYTES> kPersonal = {
      't', 'o', 'c', 's', 'i', 'n', ' ', 's', 'u', 'b', 'k', 'e', 'y'};
  std::string out(kKeyBytes, '\0');
  crypto_generichash_blake2b_salt_personal(bytes(out), out.size(), bytes(purpose), purpose.size(),
                                           bytes(key), key.size(), nullptr, kPersonal.data());
  return out;
}

// Lines of comment out of the way, commas as good as line ends.
std::vector<std::string> parts_of(std::string_view secret) {
  std::vector<std::string> out;
  for (const std::string& line : split(secret, '\n')) {
    if (line.starts_with('#')) continue;
    for (std::string& part : split(line, ',')) out.push_back(std::move(part));
  }
  return out;
}

}  // namespace

KeyRing KeyRing::from_text(std::string_view secret) {
  KeyRing ring;
  const auto parts = parts_of(secret);
  if (parts.size() > kMostKeys) fail(Exit::config, "the secret key: more than {} keys", kMostKeys);
  for (const std::string& part : parts) {
    const std::size_t number = ring.keys_.size() + 1;
    auto key = from_hex(part);
    if (!key || key->size() != kKeyBytes) key = from_any_base64(part);
    if (!key) {
      fail(Exit::config,
           "the secret key: key {} is neither 32 bytes in base64 nor 64 hexadecimal digits",
           number);
    }
    if (key->find_first_not_of(key->front()) == std::string::npos) {
      fail(Exit::config, "the secret key: key {} is not random", number);
    }
    const std::string id = to_hex(subkey(*key, "key id").substr(0, kIdBytes));
    if (std::find(ring.ids_.begin(), ring.ids_.end(), id) != ring.ids_.end()) {
      fail(Exit::config, "the secret key: key {} stands there twice", number);
    }
    ring.keys_.push_back(*std::move(key));
    ring.ids_.push_back(id);
  }
  return ring;
}

std::string KeyRing::new_key() {
  return to_base64(random_bytes(kKeyBytes));
}

std::string KeyRing::derive(std::string_view purpose) const {
  if (empty()) {
    fail(Exit::config, "there is no secret key: `tocsin init` makes one, or set TOCSIN_SECRET_KEY");
  }
  return subkey(keys_.front(), purpose);
}

std::vector<std::string> KeyRing::derive_all(std::string_view purpose) const {
  std::vector<std::string> out;
  for (const std::string& key : keys_) out.push_back(subkey(key, purpose));
  return out;
}

}  // namespace tocsin
