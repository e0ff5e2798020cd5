#include "notify/identity.h"

#include <fmt/format.h>

#include "base/digest.h"

namespace tocsin::notify {

std::string text_of(const Identity& identity) {
  const std::string who = identity.person_id ? fmt::format("person:{}", *identity.person_id) : "-";
  return fmt::format("{}/{}/destination:{}/{}/{}", identity.alert, who, identity.destination_id,
                     word(identity.purpose), identity.ordinal);
}

std::string idempotency_key(std::string_view identity) {
  return "msg_" + sha256_hex(identity).substr(0, 32);
}

}  // namespace tocsin::notify
