#include "notify/plan/group.h"

#include <algorithm>

#include "notify/plan/bypass.h"
#include "notify/plan/routing.h"

namespace tocsin::notify {

std::string group_key(const Item& item) {
  std::string out = item.route->name + ":";
  std::string buffer;
  std::string_view separator = " ";
  for (const std::string& label : item.route->group_by) {
    out += separator;
    out += label;
    out += '=';
    out += label_of(*item.notice, label, buffer);
    separator = ", ";
  }
  return out;
}

Batch gather(Batch batch, Instant now, const GroupOf& group_of) {
  for (Item& item : batch.items) {
    if (item.route == nullptr || !item.route->gathers()) continue;
    if (bypass_of(*item.notice).group_wait == GroupRule::skips) continue;
    std::string key = group_key(item);
    const GroupState state = group_of(item, key);
    Instant until = now + item.route->group_wait;
    if (state.last_left) until = std::max(until, *state.last_left + item.route->group_interval);
    if (state.held_until && *state.held_until > now) until = *state.held_until;
    item.hold(until, Reason::grouped, std::move(key));
  }
  return batch;
}

}  // namespace tocsin::notify
