// HMAC-SHA256 (RFC 2104) by a key that signs often. libcrypto's, which has the processor's own
// instructions for it; what signs now and then has base/digest.h, which loads nothing.
//
// Not thread-safe.
#pragma once

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace tocsin::net {

class Hmac {
 public:
  explicit Hmac(std::string_view key);
  // The 32 bytes over these parts, one after the other.
  std::string of(std::initializer_list<std::string_view> parts) const;

 private:
  struct Free {
    void operator()(void* context) const;
  };
  std::unique_ptr<void, Free> context_;
};

}  // namespace tocsin::net
