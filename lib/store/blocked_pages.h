// Pages before which a wall stands (SC-7).
#pragma once

#include <cstdint>

#include "store/database.h"

namespace tocsin::store {

// Was the last answer of any page of the platform a wall?
bool has_blocked_pages(Database& db, std::int64_t platform_id);

}  // namespace tocsin::store
