// Stage: where the recipient is told. Pure.
#pragma once

#include <set>

#include "notify/plan/item.h"

namespace tocsin::notify {

// The best usable place of the first wanted channel that has one. `carried`: the channels that are
// plugged in and switched on here.
Batch choose_places(Batch batch, const std::set<Channel>& carried);

}  // namespace tocsin::notify
