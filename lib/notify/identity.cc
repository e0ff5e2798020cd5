#include "notify/identity.h"

#include <fmt/format.h>

#include <charconv>

#include "base/digest.h"

namespace tocsin::notify {

std::string text_of(const Identity& identity) {
  const std::string who = identity.person_id ? fmt::format("person:{}", *identity.person_id) : "-";
  return fmt::format("{}/{}/destination:{}/{}/{}", identity.alert, who, identity.destination_id,
                     word(identity.purpose), identity.ordinal);
}

std::optional<int> ordinal_in(std::string_view identity) {
  const std::string_view last = identity.substr(identity.rfind('/') + 1);
  int out = 0;
  const auto [end, error] = std::from_chars(last.data(), last.data() + last.size(), out);
  if (error != std::errc{} || end != last.data() + last.size()) return std::nullopt;
  return out;
}

std::string idempotency_key(std::string_view identity) {
  return "msg_" + sha256_hex(identity).substr(0, 32);
}

}  // namespace tocsin::notify
