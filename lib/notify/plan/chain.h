// Planning as one chain of pure stages: from who might be told to what goes to the outbox.
//
//   recipients → preferences → channels (named or learned) and places → deputies → group →
//   duplicates → inhibitions → silences, maintenance, mute times → digest → quiet and working
//   hours → ladder
//
// Before it stand routing (who) and news (what they do not know yet), after it rendering and the
// outbox: see plan.h. Which message passes which stage is the table in bypass.cc.
#pragma once

#include <set>
#include <vector>

#include "notify/plan/deputy.h"
#include "notify/plan/duplicates.h"
#include "notify/plan/group.h"
#include "notify/plan/habits.h"
#include "notify/plan/inhibit.h"
#include "notify/plan/item.h"
#include "notify/plan/ladder.h"
#include "notify/plan/silence.h"
#include "notify/plan/working_hours.h"

namespace tocsin::notify {

struct ChainFacts {
  Instant now{};
  std::set<Channel> carried;  // channels that are plugged in and switched on
  QuietDefaults quiet;
  WorkingHours working;
  const Mutes* mutes = nullptr;
  const Inhibitors* inhibitors = nullptr;
  const Ladders* ladders = nullptr;
  StillOpen still_open;
  Resolve resolve;
  GroupOf group;
  ToldLately told;
  FlowOf flow;
  HabitsOf habits;
};

// Each stage keeps items or drops them with a reason; held items stay, with held_until.
Batch decide(Batch batch, const ChainFacts& facts);

// The part that is asked again when something that was held may leave.
Batch decide_again(Batch held, const ChainFacts& facts);

}  // namespace tocsin::notify
