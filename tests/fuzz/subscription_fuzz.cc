// Push subscriptions of any bytes: reading ends with one or with a reason, and what was read can be
// encrypted for or not, but never more than a push service takes.
//
// links: tocsin_net
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "net/web_push.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tocsin::net;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string why;
  const auto to = read_subscription(text, why);
  if (to.has_value() != why.empty()) std::abort();
  if (!to) return 0;
  if (text.size() > kMaxSubscription || to->key.size() != kP256Point) std::abort();
  const auto body = encrypt_push(text.substr(0, kMaxPushPlaintext), *to);
  if (body && body->size() > 4096) std::abort();
  return 0;
}
