// Names of venues, performers and titles as they are compared for event_identity.h.
#pragma once

#include <string_view>

namespace tocsin {

// All words of one are in the other, folded: "los angeles" in "los angeles ca".
bool is_part_of(std::string_view part, std::string_view whole);

}  // namespace tocsin
