// Personal addresses and secrets at rest: sealed on their way into the database, opened on their
// way out, found again without being opened. The one place that does it.
//
// A sealed text is "~1:KEYID:" and, in base64url without padding, a random nonce of 24 bytes with
// the ciphertext of XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha, libsodium's ietf construction).
// The column and what the row is known by are its associated data: a sealed text that was copied
// into another column or row does not open. Without a secret key texts are stored as they are
// ("~0:" in front of one that looks sealed).
//
// What is looked for has a blind index in a column of its own: 16 bytes of BLAKE2b keyed for it, in
// hexadecimal (without a key: not keyed). Equal texts have equal indexes; no more can be told.
//
// The database remembers under which keys it holds texts (table sealing_key). A program that lacks
// one of them neither reads garbage nor stores plain text beside: it stops with Exit::config.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/key_ring.h"

namespace tocsin::store {

class Database;

// Where a text is stored: "destination.address" and what names its row for good.
struct Place {
  std::string_view column, row;
};

// Gives the secret keys; asked only once there is something to seal or to open, so that a program
// without a need for them need not be able to read them. Empty: there are none.
using KeySource = std::function<KeyRing()>;

class Sealer {
 public:
  Sealer(Database& db, KeySource source) : db_(db), source_(std::move(source)) {}

  // Empty stays empty, here and below. Enters the key with the database when first used: call
  // inside the transaction that writes.
  std::string seal(const Place& place, std::string_view text);
  // Exit::config if its key is not among ours, Exit::bad_input if it was tampered with.
  std::string open(const Place& place, std::string_view stored);

  // The index to store.
  std::string index(std::string_view column, std::string_view text);
  // The indexes under which it may stand: the one of index() first, then, while not everything is
  // sealed with the current key, those of the older ones.
  std::vector<std::string> indexes(std::string_view column, std::string_view text);

  // Sealed with the current key, so that nothing needs to be done.
  bool is_current(std::string_view stored);
  bool has_key() { return !keys().empty(); }
  // The current key's ID, or "plain".
  std::string_view current();
  // Whatever was read from the database may have been rolled back.
  void forget() noexcept { loaded_ = false; }

 private:
  struct Key {
    std::string id, seal, index;
  };
  const KeyRing& keys();
  void load();
  void enroll();
  const Key& key_of(std::string_view id, std::string_view column);

  Database& db_;
  KeySource source_;
  std::optional<KeyRing> keys_;
  std::vector<Key> derived_;        // current first; the last has no key: plain
  std::vector<std::string> known_;  // what the database holds
  bool loaded_ = false;
};

inline constexpr std::string_view kPlainKey = "plain";
// The keys under which the database holds texts; "plain" for texts that are not sealed.
std::vector<std::string> sealing_keys(Database& db);

}  // namespace tocsin::store
