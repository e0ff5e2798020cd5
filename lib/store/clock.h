// The clock as the runs of notify saw it, to notice one that has gone back (a host whose battery is
// empty, a hand on the wrong switch) and to move what waits along with it. Call inside a
// transaction. clock is written here and nowhere else.
#pragma once

#include <optional>

#include "store/database.h"

namespace tocsin::store {

// When the last run began; nothing before the first.
std::optional<Instant> clock_seen(Database& db);
void see_clock(Database& db, Instant now);

// The clock has gone back by so much. Pauses, and waits that are so long and not until some hour,
// end that much earlier, at the earliest now: messages that are to be tried (again) or asked about,
// those held for their group, the ladder or a provider, and what limits say.
void move_waits_back(Database& db, Duration by, Instant now);

}  // namespace tocsin::store
