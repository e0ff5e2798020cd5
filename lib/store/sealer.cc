#include "store/sealer.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "base/digest.h"
#include "base/error.h"
#include "store/database.h"

namespace tocsin::store {
namespace {

constexpr std::string_view kPlainMark = "~0:";
constexpr std::string_view kSealedMark = "~1:";
constexpr std::size_t kIndexBytes = 16;
constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;

const Query kKeys("sealer.keys", "SELECT id FROM sealing_key ORDER BY id");
const Query kEnroll("sealer.enroll",
                    "INSERT INTO sealing_key (id) VALUES ($1) ON CONFLICT (id) DO NOTHING");

const unsigned char* bytes(std::string_view s) {
  return reinterpret_cast<const unsigned char*>(s.data());
}
unsigned char* bytes(std::string& s) {
  return reinterpret_cast<unsigned char*>(s.data());
}

// base64url for what is no secret any more. libsodium's takes constant time, which here would cost
// several times what the cipher does.
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr unsigned kNoDigit = 64;
constexpr auto kDigits = [] {
  std::array<unsigned char, 256> out{};
  out.fill(kNoDigit);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    out[static_cast<unsigned char>(kAlphabet[i])] = static_cast<unsigned char>(i);
  }
  return out;
}();

void append_base64(std::string& out, std::string_view raw) {
  std::size_t i = 0;
  const unsigned char* in = bytes(raw);
  for (; i + 2 < raw.size(); i += 3) {
    const unsigned n = static_cast<unsigned>(in[i]) << 16U |
                       static_cast<unsigned>(in[i + 1]) << 8U | static_cast<unsigned>(in[i + 2]);
    for (const unsigned shift : {18U, 12U, 6U, 0U}) out += kAlphabet[n >> shift & 63U];
  }
  const std::size_t left = raw.size() - i;
  if (left == 0) return;
  const unsigned n = static_cast<unsigned>(in[i]) << 16U |
                     (left == 2 ? static_cast<unsigned>(in[i + 1]) << 8U : 0U);
  out += kAlphabet[n >> 18U];
  out += kAlphabet[n >> 12U & 63U];
  if (left == 2) out += kAlphabet[n >> 6U & 63U];
}

// Nothing for what is not base64url.
std::optional<std::string> decoded(std::string_view text) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string out(text.size() * 3 / 4, '\0');
  const unsigned char* in = bytes(text);
  unsigned char* to = bytes(out);
  unsigned seen = 0;
  std::size_t left = text.size();
  for (; left >= 4; left -= 4, in += 4) {
    const unsigned a = kDigits[in[0]], b = kDigits[in[1]], c = kDigits[in[2]], d = kDigits[in[3]];
    seen |= a | b | c | d;
    const unsigned n = a << 18U | b << 12U | c << 6U | d;
    *to++ = static_cast<unsigned char>(n >> 16U);
    *to++ = static_cast<unsigned char>(n >> 8U);
    *to++ = static_cast<unsigned char>(n);
  }
  if (left > 0) {
    const unsigned a = kDigits[in[0]], b = kDigits[in[1]], c = left > 2 ? kDigits[in[2]] : 0U;
    seen |= a | b | c;
    *to++ = static_cast<unsigned char>(a << 2U | b >> 4U);
    if (left > 2) *to++ = static_cast<unsigned char>(b << 4U | c >> 2U);
  }
  if ((seen & kNoDigit) != 0) return std::nullopt;
  return out;
}

std::string associated(const Place& place) {
  std::string out(place.column);
  out += '\0';
  out += place.row;
  return out;
}

std::string hash(std::string_view key, std::string_view column, std::string_view text) {
  std::string said(column);
  said += '\0';
  said += text;
  std::string out(kIndexBytes, '\0');
  crypto_generichash(bytes(out), out.size(), bytes(said), said.size(),
                     key.empty() ? nullptr : bytes(key), key.size());
  return to_hex(out);
}

}  // namespace

std::vector<std::string> sealing_keys(Database& db) {
  std::vector<std::string> out;
  for (Rows row = db.query(kKeys); row.next();) out.push_back(row.string(0));
  return out;
}

const KeyRing& Sealer::keys() {
  if (!keys_) keys_ = source_ ? source_() : KeyRing();
  return *keys_;
}

std::string_view Sealer::current() {
  return keys().empty() ? kPlainKey : std::string_view(keys().ids().front());
}

void Sealer::load() {
  if (loaded_) return;
  if (derived_.empty()) {
    const auto seal_keys = keys().derive_all("seal"), index_keys = keys().derive_all("blind index");
    for (std::size_t i = 0; i < seal_keys.size(); ++i) {
      derived_.push_back({keys().ids()[i], seal_keys[i], index_keys[i]});
    }
    derived_.push_back({std::string(kPlainKey), "", ""});
  }
  known_ = sealing_keys(db_);
  for (const std::string& id : known_) {
    if (id != kPlainKey) (void)key_of(id, "the addresses in this database");
  }
  loaded_ = true;
}

void Sealer::enroll() {
  load();
  if (std::find(known_.begin(), known_.end(), current()) != known_.end()) return;
  db_.execute(kEnroll, current());
  known_.emplace_back(current());
}

const Sealer::Key& Sealer::key_of(std::string_view id, std::string_view column) {
  for (const Key& key : derived_) {
    if (key.id == id) return key;
  }
  if (keys().empty()) {
    fail(Exit::config,
         "{}: sealed with the secret key {}, and no key is configured: put secret.key back beside "
         "the configuration, or set TOCSIN_SECRET_KEY",
         column, id);
  }
  fail(Exit::config, "{}: sealed with the secret key {}, which is not among those configured ({})",
       column, id, fmt::join(keys().ids(), ", "));
}

std::string Sealer::seal(const Place& place, std::string_view text) {
  if (text.empty()) return {};
  enroll();
  if (keys().empty()) {
    const bool looks_sealed = text.starts_with(kPlainMark) || text.starts_with(kSealedMark);
    return (looks_sealed ? std::string(kPlainMark) : std::string()) + std::string(text);
  }
  const Key& key = derived_.front();
  const std::string with = associated(place);
  std::string raw(kNonce + text.size() + kTag, '\0');
  randombytes_buf(raw.data(), kNonce);
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes(raw) + kNonce, nullptr, bytes(text), text.size(),
                                             bytes(with), with.size(), nullptr, bytes(raw),
                                             bytes(key.seal));
  std::string out(kSealedMark);
  out.reserve(out.size() + key.id.size() + 2 + raw.size() * 4 / 3 + 2);
  out += key.id;
  out += ':';
  append_base64(out, raw);
  return out;
}

std::string Sealer::open(const Place& place, std::string_view stored) {
  if (stored.starts_with(kPlainMark)) return std::string(stored.substr(kPlainMark.size()));
  if (!stored.starts_with(kSealedMark)) return std::string(stored);
  load();
  const std::string_view rest = stored.substr(kSealedMark.size());
  const std::size_t colon = std::min(rest.find(':'), rest.size());
  const Key& key = key_of(rest.substr(0, colon), place.column);
  const auto raw = decoded(rest.substr(std::min(colon + 1, rest.size())));
  const std::string with = associated(place);
  if (raw && raw->size() >= kNonce + kTag && !key.seal.empty()) {
    std::string out(raw->size() - kNonce - kTag, '\0');
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            bytes(out), nullptr, nullptr, bytes(*raw) + kNonce, raw->size() - kNonce, bytes(with),
            with.size(), bytes(*raw), bytes(key.seal)) == 0) {
      return out;
    }
  }
  fail(Exit::bad_input, "{}: a sealed text was changed, or belongs to another row", place.column);
}

std::string Sealer::index(std::string_view column, std::string_view text) {
  if (text.empty()) return {};
  load();
  return hash(derived_.front().index, column, text);
}

std::vector<std::string> Sealer::indexes(std::string_view column, std::string_view text) {
  std::vector<std::string> out{index(column, text)};
  if (text.empty()) return {};
  for (const std::string& id : known_) {
    if (id != current()) out.push_back(hash(key_of(id, column).index, column, text));
  }
  return out;
}

bool Sealer::is_current(std::string_view stored) {
  if (stored.empty()) return true;
  const bool sealed = stored.starts_with(kSealedMark);
  if (keys().empty()) return !sealed;
  return sealed && stored.substr(kSealedMark.size()).starts_with(current());
}

}  // namespace tocsin::store
