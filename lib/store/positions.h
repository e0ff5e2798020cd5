// How far a provider that is asked for what is new has been read. Call what writes inside a
// transaction. poll_position is written here and nowhere else.
#pragma once

#include <string_view>

#include "base/clock.h"
#include "store/database.h"

namespace tocsin::store {

// 0 before the first time.
std::int64_t position_of(Database& db, std::string_view provider);
void set_position(Database& db, std::string_view provider, std::int64_t position, Instant now);

}  // namespace tocsin::store
