#include "notify/plan/routing.h"

#include <algorithm>

namespace tocsin::notify {
namespace {

// True if the route, or one below it, takes the notice.
bool descend(const Route& route, const Notice& notice, std::vector<const Route*>& out) {
  if (!all_match(route.matchers, notice)) return false;
  bool taken = false;
  for (const Route& child : route.routes) {
    if (!descend(child, notice, out)) continue;
    taken = true;
    if (!child.goes_on) break;
  }
  if (!taken) out.push_back(&route);
  return true;
}

Duration longest_gathering_of(const Route& route) {
  Duration longest = route.group_wait + route.group_interval;
  for (const Route& child : route.routes) longest = std::max(longest, longest_gathering_of(child));
  return longest;
}

}  // namespace

std::vector<const Route*> Routing::routes_of(const Notice& notice) const {
  std::vector<const Route*> out;
  descend(root, notice, out);
  return out;
}

const MuteTime* Routing::mute_time(std::string_view name) const {
  const auto found = std::find_if(mute_times.begin(), mute_times.end(),
                                  [&](const MuteTime& m) { return m.name == name; });
  return found == mute_times.end() ? nullptr : &*found;
}

Duration Routing::longest_gathering() const {
  return longest_gathering_of(root);
}

}  // namespace tocsin::notify
