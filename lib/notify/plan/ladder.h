// The ladder for noisy people: so many messages to one recipient by one channel within 15 minutes,
// so many within an hour, … What is over it waits and leaves as one; nothing is dropped. Pure.
#pragma once

#include <functional>
#include <map>
#include <string_view>
#include <vector>

#include "notify/plan/bypass.h"
#include "notify/plan/item.h"

namespace tocsin::notify {

// At most so many within any span of this length.
struct Rung {
  int most = 0;
  Duration within{0};
};
using Ladder = std::vector<Rung>;

// "3/15m": at least 1, at most 10000; nothing for what is none.
std::optional<Rung> parse_rung(std::string_view text);

// What counts together: messages with a budget of their own, apart from all the others.
enum class Budget { common, critical, escalation };
Budget budget_of(MessageClass what);

struct Ladders {
  std::map<Channel, Ladder> common, critical;  // escalation steps climb the critical one, apart

  const Ladder* find(Channel channel, Budget budget) const;
  Duration longest() const;
};

// What left, or is to leave, for one recipient by one channel out of one budget.
struct Flow {
  std::vector<Instant> left;          // ascending
  std::optional<Instant> held_until;  // something over the ladder waits already
};
using FlowOf = std::function<const Flow&(const Item&, Budget)>;

// The first instant from `now` on at which the ladder lets one more leave.
Instant allowed_at(const Ladder& ladder, const std::vector<Instant>& left, Instant now);

// Stage: what would leave at once and is over the ladder waits.
Batch climb_ladder(Batch batch, Instant now, const Ladders& ladders, const FlowOf& flow);

}  // namespace tocsin::notify
