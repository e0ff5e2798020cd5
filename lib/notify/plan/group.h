// Stage: what belongs together waits for each other and leaves as one. Pure.
#pragma once

#include <functional>
#include <string>

#include "notify/plan/item.h"

namespace tocsin::notify {

// One group at one place, as the outbox has it.
struct GroupState {
  std::optional<Instant> held_until;  // some of it waits, until then
  std::optional<Instant> last_left;   // when it last left, or is to leave
};
using GroupOf = std::function<GroupState(const Item&, const std::string& key)>;

// The route's name and the values of its group_by labels: "ops: area=north, platform=axs".
std::string group_key(const Item& item);

// Where the route gathers: with what waits already; else after group_wait, and not before
// group_interval has passed since the group last left.
Batch gather(Batch batch, Instant now, const GroupOf& group_of);

}  // namespace tocsin::notify
