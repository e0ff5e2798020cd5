// How the rows with sealed columns are named in them, and their look-ups indexed. For the modules
// of the tables and for reseal(); not for use above the store.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "store/owner.h"
#include "store/sealer.h"

namespace tocsin::store {

// Of a person or an organization.
inline std::string keyed_row(std::string_view source, std::string_view external_id) {
  return fmt::format("{}/{}", source, external_id);
}

inline std::string destination_row(const Owner& owner, std::string_view channel) {
  if (owner.person_id) return fmt::format("person/{}/{}", *owner.person_id, channel);
  if (owner.organization_id) {
    return fmt::format("organization/{}/{}", *owner.organization_id, channel);
  }
  return fmt::format("contact/{}/{}", owner.contact_id.value_or(0), channel);
}

// Where a message's link leads may name its reader, or open a door for whoever has it.
inline constexpr std::string_view kLinkUrl = "message_link.url";
inline std::string link_row(std::int64_t message_id, std::string_view purpose) {
  return fmt::format("{}/{}", message_id, purpose);
}

// Mail addresses are looked for in any case.
inline std::string email_index(Sealer& sealer, std::string_view email) {
  return sealer.index("person.email", to_lower(email));
}
inline std::vector<std::string> email_indexes(Sealer& sealer, std::string_view email) {
  return sealer.indexes("person.email", to_lower(email));
}
// The same address is the same whoever has it, but not on another channel.
inline std::string address_index(Sealer& sealer, std::string_view channel,
                                 std::string_view address) {
  return sealer.index(fmt::format("destination.address/{}", channel), address);
}
inline std::vector<std::string> address_indexes(Sealer& sealer, std::string_view channel,
                                                std::string_view address) {
  return sealer.indexes(fmt::format("destination.address/{}", channel), address);
}

}  // namespace tocsin::store
