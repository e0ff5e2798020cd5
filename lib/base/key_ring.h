// The secret keys of an installation, and the subkeys that parts of it work with.
//
// A secret is one key or several, current first: 32 random bytes each, in base64 (either alphabet,
// with or without padding) or as 64 hexadecimal digits, apart by commas or lines; lines that begin
// with # are comments. What is new is signed and sealed with the current key; the older ones still
// verify and open what they made.
//
// Nobody works with a key itself: each purpose has its own 32-byte subkey, keyed BLAKE2b of the
// purpose (RFC 7693, as libsodium's crypto_kdf does it, with a text in the place of a number), so
// that what one part gives away says nothing about another. Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

class KeyRing {
 public:
  KeyRing() = default;  // without any key
  // Empty text is a ring without keys. Exit::config for what is malformed, is no random key, or
  // stands there twice; the text itself is never part of the message.
  static KeyRing from_text(std::string_view secret);
  // A fresh key in base64, as from_text() takes it.
  static std::string new_key();

  bool empty() const { return keys_.empty(); }
  // Eight hexadecimal digits that name a key and tell nothing else of it; current first.
  const std::vector<std::string>& ids() const { return ids_; }
  // The current key's subkey. Exit::config without a key.
  std::string derive(std::string_view purpose) const;
  // Every key's subkey, in the order of ids(): verify and open with these.
  std::vector<std::string> derive_all(std::string_view purpose) const;

 private:
  std::vector<std::string> keys_, ids_;
};

}  // namespace tocsin
