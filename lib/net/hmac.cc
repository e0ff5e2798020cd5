#include "net/hmac.h"

#include <openssl/core_names.h>

#include <array>

#include "base/error.h"
#include "net/libcrypto.h"

namespace tocsin::net {
namespace {

constexpr std::size_t kBytes = 32;

const unsigned char* bytes(std::string_view s) {
  return reinterpret_cast<const unsigned char*>(s.data());
}

EVP_MAC* algorithm() {
  static EVP_MAC* const hmac = libcrypto().EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  return hmac;
}

void must(bool worked) {
  if (!worked) fail(Exit::software, "libcrypto makes no HMAC");
}

}  // namespace

Hmac::Hmac(std::string_view key) : context_(libcrypto().EVP_MAC_CTX_new(algorithm())) {
  std::string digest = "SHA256";
  const std::array<OSSL_PARAM, 2> choice{
      libcrypto().OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
      libcrypto().OSSL_PARAM_construct_end()};
  // An empty key is one, too; a null pointer would mean "the same as before".
  must(context_ && libcrypto().EVP_MAC_init(static_cast<EVP_MAC_CTX*>(context_.get()),
                                            bytes(key.empty() ? std::string_view("") : key),
                                            key.size(), choice.data()) == 1);
}

void Hmac::Free::operator()(void* context) const {
  libcrypto().EVP_MAC_CTX_free(static_cast<EVP_MAC_CTX*>(context));
}

std::string Hmac::of(std::initializer_list<std::string_view> parts) const {
  auto* const context = static_cast<EVP_MAC_CTX*>(context_.get());
  must(libcrypto().EVP_MAC_init(context, nullptr, 0, nullptr) == 1);
  for (const std::string_view part : parts) {
    must(libcrypto().EVP_MAC_update(context, bytes(part), part.size()) == 1);
  }
  std::string out(kBytes, '\0');
  std::size_t size = 0;
  must(libcrypto().EVP_MAC_final(context, reinterpret_cast<unsigned char*>(out.data()), &size,
                                 out.size()) == 1 &&
       size == kBytes);
  return out;
}

}  // namespace tocsin::net
