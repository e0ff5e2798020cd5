// What planning reads from the store, as the values its stages take.
#pragma once

#include <vector>

#include "alert/alerts.h"
#include "notify/plan/item.h"
#include "notify/plan/silence.h"

namespace tocsin::notify {

// The silences that hold now; one whose matchers cannot be read is left out with a warning, since
// it would cover more than was meant.
std::vector<Mute> mutes_at(store::Database& db, Instant now);

// The alert as it stands, to be told for the first time.
Notice notice_of(const alert::Alert& alert);

}  // namespace tocsin::notify
