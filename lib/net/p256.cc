#include "net/p256.h"

#include "base/digest.h"
#include "base/error.h"
#include "net/libcrypto.h"

namespace tocsin::net {
namespace {

using namespace std::string_view_literals;

// The order of the curve (FIPS 186-4, section D.1.2.3).
constexpr std::string_view kOrder =
    "\xFF\xFF\xFF\xFF\x00\x00\x00\x00\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"
    "\xBC\xE6\xFA\xAD\xA7\x17\x9E\x84\xF3\xB9\xCA\xC2\xFC\x63\x25\x51"sv;

// DER around a private key: ECPrivateKey of RFC 5915 without the public half, which libcrypto then
// computes; and around a public one: SubjectPublicKeyInfo of RFC 5480.
constexpr std::string_view kPrivateHead = "\x30\x31\x02\x01\x01\x04\x20"sv;
constexpr std::string_view kPrivateTail = "\xA0\x0A\x06\x08\x2A\x86\x48\xCE\x3D\x03\x01\x07"sv;
constexpr std::string_view kPublicHead =
    "\x30\x59\x30\x13\x06\x07\x2A\x86\x48\xCE\x3D\x02\x01\x06\x08\x2A\x86\x48\xCE\x3D\x03\x01\x07"
    "\x03\x42\x00"sv;

const unsigned char* bytes(std::string_view s) {
  return reinterpret_cast<const unsigned char*>(s.data());
}
unsigned char* bytes(std::string& s) {
  return reinterpret_cast<unsigned char*>(s.data());
}

// Frees what it points to by a call of the library.
template <auto Call>
struct Free {
  template <typename T>
  void operator()(T* what) const {
    (libcrypto().*Call)(what);
  }
};
using KeyHandle = std::unique_ptr<EVP_PKEY, Free<&LibCrypto::EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free<&LibCrypto::EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free<&LibCrypto::EVP_MD_CTX_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Free<&LibCrypto::ECDSA_SIG_free>>;

void must(bool worked, std::string_view what) {
  if (!worked) fail(Exit::software, "libcrypto cannot {}", what);
}

KeyHandle public_key(std::string_view point) {
  if (point.size() != kP256Point || point.front() != '\x04') return nullptr;
  const std::string der = std::string(kPublicHead) + std::string(point);
  const unsigned char* at = bytes(std::string_view(der));
  return KeyHandle(libcrypto().d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size())));
}

std::string point_of(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  std::string out(kPublicHead.size() + kP256Point, '\0');
  must(libcrypto().i2d_PUBKEY(key, nullptr) == static_cast<int>(out.size()), "write a public key");
  der = bytes(out);
  libcrypto().i2d_PUBKEY(key, &der);
  return out.substr(kPublicHead.size());
}

}  // namespace

P256Key P256Key::generate() {
  for (;;) {
    // Beyond the order is one in four thousand million.
    if (auto key = from_private(random_bytes(kP256Private))) return *std::move(key);
  }
}

std::optional<P256Key> P256Key::from_private(std::string_view raw) {
  const bool zero = raw.find_first_not_of('\0') == raw.npos;
  if (raw.size() != kP256Private || zero || raw >= kOrder) return std::nullopt;
  const std::string der = std::string(kPrivateHead).append(raw).append(kPrivateTail);
  const unsigned char* at = bytes(std::string_view(der));
  KeyHandle handle(libcrypto().d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der.size())));
  must(handle != nullptr, "read a private key");
  P256Key key;
  key.private_ = raw;
  key.public_ = point_of(handle.get());
  key.handle_ = std::move(handle);
  return key;
}

std::optional<std::string> P256Key::shared_with(std::string_view point) const {
  const KeyHandle peer = public_key(point);
  if (!peer) return std::nullopt;
  const KeyContext context(
      libcrypto().EVP_PKEY_CTX_new(static_cast<EVP_PKEY*>(handle_.get()), nullptr));
  must(context && libcrypto().EVP_PKEY_derive_init(context.get()) == 1, "begin a key agreement");
  if (libcrypto().EVP_PKEY_derive_set_peer(context.get(), peer.get()) != 1) return std::nullopt;
  std::string out(kP256Private, '\0');
  std::size_t size = out.size();
  must(libcrypto().EVP_PKEY_derive(context.get(), bytes(out), &size) == 1 && size == out.size(),
       "agree on a key");
  return out;
}

std::string P256Key::sign_es256(std::string_view data) const {
  const DigestContext context(libcrypto().EVP_MD_CTX_new());
  must(context &&
           libcrypto().EVP_DigestSignInit(context.get(), nullptr, libcrypto().EVP_sha256(), nullptr,
                                          static_cast<EVP_PKEY*>(handle_.get())) == 1,
       "begin a signature");
  std::string der(80, '\0');  // at most 72 bytes for this curve
  std::size_t size = der.size();
  must(libcrypto().EVP_DigestSign(context.get(), bytes(der), &size, bytes(data), data.size()) == 1,
       "sign");
  const unsigned char* at = bytes(std::string_view(der));
  const Signature parts(libcrypto().d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)));
  must(parts != nullptr, "read its own signature");
  const BIGNUM *r = nullptr, *s = nullptr;
  libcrypto().ECDSA_SIG_get0(parts.get(), &r, &s);
  constexpr int kHalf = 32;
  std::string out(2 * kHalf, '\0');
  must(libcrypto().BN_bn2binpad(r, bytes(out), kHalf) == kHalf &&
           libcrypto().BN_bn2binpad(s, bytes(out) + kHalf, kHalf) == kHalf,
       "write a signature");
  return out;
}

}  // namespace tocsin::net
