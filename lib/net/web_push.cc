#include "net/web_push.h"

#include "base/digest.h"
#include "base/error.h"
#include "base/json.h"
#include "net/libcrypto.h"

namespace tocsin::net {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kSalt = 16, kAuth = 16, kTag = 16;
constexpr std::uint32_t kRecordSize = 4096;

const unsigned char* bytes(std::string_view s) {
  return reinterpret_cast<const unsigned char*>(s.data());
}
unsigned char* bytes(std::string& s) {
  return reinterpret_cast<unsigned char*>(s.data());
}

// RFC 5869 for outputs of one block, which is all that Web Push asks for.
std::string hkdf(std::string_view salt, std::string_view material, std::string_view info,
                 std::size_t length) {
  const std::string extracted = hmac_sha256(salt, material);
  return hmac_sha256(extracted, std::string(info) + '\x01').substr(0, length);
}

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { libcrypto().EVP_CIPHER_CTX_free(context); }
};

// AES-128-GCM without additional data; the tag is at the end.
std::string seal(std::string_view plaintext, std::string_view key, std::string_view nonce) {
  const LibCrypto& lib = libcrypto();
  const std::unique_ptr<EVP_CIPHER_CTX, FreeCipher> context(lib.EVP_CIPHER_CTX_new());
  std::string out(plaintext.size() + kTag, '\0');
  int written = 0, rest = 0;
  const bool sealed = context &&
                      lib.EVP_EncryptInit_ex(context.get(), lib.EVP_aes_128_gcm(), nullptr,
                                             bytes(key), bytes(nonce)) == 1 &&
                      lib.EVP_EncryptUpdate(context.get(), bytes(out), &written, bytes(plaintext),
                                            static_cast<int>(plaintext.size())) == 1 &&
                      lib.EVP_EncryptFinal_ex(context.get(), bytes(out) + written, &rest) == 1 &&
                      lib.EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTag,
                                              bytes(out) + plaintext.size()) == 1;
  if (!sealed) fail(Exit::software, "libcrypto cannot encrypt");
  return out;
}

std::optional<std::string> key_named(const Json& keys, const char* name, std::size_t size) {
  const auto found = keys.find(name);
  if (found == keys.end() || !found->is_string()) return std::nullopt;
  auto raw = from_base64url(found->get_ref<const std::string&>());
  if (!raw || raw->size() != size) return std::nullopt;
  return raw;
}

}  // namespace

std::optional<PushSubscription> read_subscription(std::string_view json, std::string& why) {
  const auto value = parse_json(json, why, {.bytes = kMaxSubscription, .depth = 8});
  if (!value) return std::nullopt;
  why = "no push subscription: {\"endpoint\": …, \"keys\": {\"p256dh\": …, \"auth\": …}}";
  if (!value->is_object()) return std::nullopt;
  const auto endpoint = value->find("endpoint");
  const auto keys = value->find("keys");
  if (endpoint == value->end() || !endpoint->is_string() || keys == value->end() ||
      !keys->is_object()) {
    return std::nullopt;
  }
  auto url = Url::parse(endpoint->get_ref<const std::string&>());
  if (!url) {
    why = "the subscription's endpoint is no web address";
    return std::nullopt;
  }
  auto key = key_named(*keys, "p256dh", kP256Point);
  auto auth = key_named(*keys, "auth", kAuth);
  if (!key || !auth) {
    why = fmt::format("the subscription's {} is not {} bytes of base64url", key ? "auth" : "p256dh",
                      key ? kAuth : kP256Point);
    return std::nullopt;
  }
  why.clear();
  return PushSubscription{*std::move(url), *std::move(key), *std::move(auth)};
}

std::optional<std::string> encrypt_push(std::string_view plaintext, const PushSubscription& to,
                                        const P256Key& sender, std::string_view salt) {
  if (salt.size() != kSalt) fail(Exit::software, "a salt of {} bytes", salt.size());
  if (plaintext.size() > kMaxPushPlaintext) return std::nullopt;
  const auto shared = sender.shared_with(to.key);
  if (!shared) return std::nullopt;
  // RFC 8291, section 3.4.
  const std::string info = std::string("WebPush: info\0"sv) + to.key + sender.public_point();
  const std::string material = hkdf(to.auth, *shared, info, 32);
  // RFC 8188, sections 2.2 and 2.3.
  const std::string key = hkdf(salt, material, "Content-Encoding: aes128gcm\0"sv, 16);
  const std::string nonce = hkdf(salt, material, "Content-Encoding: nonce\0"sv, 12);
  // RFC 8188, section 2.1: salt, record size, key; then the only record, which ends in a 2.
  std::string out(salt);
  for (const int shift : {24, 16, 8, 0}) out += static_cast<char>(kRecordSize >> shift & 0xFFU);
  out += static_cast<char>(kP256Point);
  out += sender.public_point();
  return out + seal(std::string(plaintext) + '\x02', key, nonce);
}

std::optional<std::string> encrypt_push(std::string_view plaintext, const PushSubscription& to) {
  return encrypt_push(plaintext, to, P256Key::generate(), random_bytes(kSalt));
}

std::string vapid_header(const P256Key& key, std::string_view audience, std::string_view subject,
                         Instant expires_at) {
  OrderedJson claims{{"aud", audience}, {"exp", to_ms(expires_at) / 1000}};
  if (!subject.empty()) claims["sub"] = subject;
  const std::string token =
      to_base64url(R"({"typ":"JWT","alg":"ES256"})") + "." + to_base64url(claims.dump());
  return fmt::format("vapid t={}.{}, k={}", token, to_base64url(key.sign_es256(token)),
                     to_base64url(key.public_point()));
}

}  // namespace tocsin::net
