// Which events of different pages and platforms are one: event.same_as.
//
// An event is linked when it is first seen, or later when it says more of itself; the one that was
// seen first leads. A link holds while the names agree: dates and venues that one platform moves
// before the others break nothing.
#pragma once

#include <vector>

#include "store/offers.h"

namespace tocsin::store {

struct Relinked {
  std::vector<std::int64_t> changed;   // events that gained or lost some, without the event itself
  std::optional<std::int64_t> joined;  // the one that follows another from now on
};

// Links, or unlinks, the event as it now stands, within the caller's transaction.
Relinked relink_event(Database& db, const StoredEvent& event);

}  // namespace tocsin::store
