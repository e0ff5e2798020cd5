// Routing policy: which alerts go to whom by which channels, how they gather, what inhibits them,
// how much one person takes. Pure.
//
// A tree of routes. An alert begins at the root; where children match it goes to them instead, in
// their order: to the first, and behind one that says `continue` to the next that matches. What a
// route leaves out is as its parent has it. The file is read by routing_file.h.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "notify/plan/ladder.h"
#include "notify/plan/matcher.h"
#include "notify/plan/mute_time.h"

namespace tocsin::notify {

struct Route {
  std::string name;  // the root's is "default"
  Matchers matchers;
  bool goes_on = false;                 // siblings behind it are asked, too
  std::vector<std::string> recipients;  // tokens, instead of the alert's own; empty: those
  std::vector<Channel> channels;        // instead of what each prefers, in order; empty: that
  std::vector<std::string> group_by;    // labels
  Duration group_wait{0};               // 0: nothing waits
  Duration group_interval{std::chrono::minutes{5}};
  Duration repeat_interval{0};  // 0: what still holds is not told again
  std::vector<const MuteTime*> mute_times;
  std::vector<Route> routes;

  bool gathers() const { return group_wait > Duration::zero(); }
};

// While an open alert matches `source`, alerts that match `target` and have the same values of the
// labels in `equal` are not told.
struct InhibitRule {
  std::string name;
  Matchers source, target;
  std::vector<std::string> equal;
};

struct Routing {
  std::deque<MuteTime> mute_times;  // routes point to them
  Route root;
  std::vector<InhibitRule> inhibit;
  Ladders ladders;

  Routing() = default;
  Routing(Routing&&) = default;
  Routing& operator=(Routing&&) = default;

  // Where the notice goes; never empty.
  std::vector<const Route*> routes_of(const Notice& notice) const;
  const MuteTime* mute_time(std::string_view name) const;  // null if there is none
  Duration longest_gathering() const;                      // what is held for a group is no older
};

}  // namespace tocsin::notify
