// What a run does about a clock that has gone back since the last one.
#pragma once

#include "base/clock.h"
#include "store/database.h"

namespace tocsin::alert {

// Hosts that share a database differ by less than this, and so little is waited for.
inline constexpr Duration kClocksDiffer{300'000};

// At the beginning of a run: if the last one began later than now, all waits that began by that
// clock end that much earlier, so that none is longer than it was meant to be; alerts and steps of
// escalations of that time are looked at now. Claims keep their deadlines: their run may live. In a
// transaction of its own.
void obey_clock(store::Database& db, Instant now);

}  // namespace tocsin::alert
