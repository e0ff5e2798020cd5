// OpenSSL's libcrypto, loaded when first needed: Web Push and the signing of
// webhooks ask for it. What libsodium can do well (base/digest.h) is done there. For .cc files of
// this floor only.
#pragma once

#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/shared_library.h"

namespace tocsin::net {

struct LibCrypto {
#define TOCSIN_LIBCRYPTO_CALLS(X)     \
  X(BN_bn2binpad)                     \
  X(ECDSA_SIG_free)                   \
  X(ECDSA_SIG_get0)                   \
  X(EVP_CIPHER_CTX_ctrl)              \
  X(EVP_CIPHER_CTX_free)              \
  X(EVP_CIPHER_CTX_new)               \
  X(EVP_DigestSign)                   \
  X(EVP_DigestSignInit)               \
  X(EVP_EncryptFinal_ex)              \
  X(EVP_EncryptInit_ex)               \
  X(EVP_EncryptUpdate)                \
  X(EVP_MAC_CTX_free)                 \
  X(EVP_MAC_CTX_new)                  \
  X(EVP_MAC_fetch)                    \
  X(EVP_MAC_final)                    \
  X(EVP_MAC_init)                     \
  X(EVP_MAC_update)                   \
  X(EVP_MD_CTX_free)                  \
  X(EVP_MD_CTX_new)                   \
  X(EVP_PKEY_CTX_free)                \
  X(EVP_PKEY_CTX_new)                 \
  X(EVP_PKEY_derive)                  \
  X(EVP_PKEY_derive_init)             \
  X(EVP_PKEY_derive_set_peer)         \
  X(EVP_PKEY_free)                    \
  X(EVP_aes_128_gcm)                  \
  X(EVP_sha256)                       \
  X(OSSL_PARAM_construct_end)         \
  X(OSSL_PARAM_construct_utf8_string) \
  X(d2i_AutoPrivateKey)               \
  X(d2i_ECDSA_SIG)                    \
  X(d2i_PUBKEY)                       \
  X(i2d_PUBKEY)
  TOCSIN_LIBCRYPTO_CALLS(TOCSIN_CALL_MEMBER)
};

// Exit::unavailable where the library is not installed.
const LibCrypto& libcrypto();

}  // namespace tocsin::net
