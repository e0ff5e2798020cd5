// Whose a destination or a preference is.
#pragma once

#include <cstdint>
#include <optional>

namespace tocsin::store {

// A person's, an organization's, one watch's, an emergency contact's, or (none of these) the
// system's own.
struct Owner {
  std::optional<std::int64_t> person_id, organization_id, watch_id{}, contact_id{};
  friend bool operator==(const Owner&, const Owner&) = default;
};

}  // namespace tocsin::store
