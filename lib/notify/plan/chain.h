// Planning as one chain of pure stages: from who might be told to what goes to the outbox.
#pragma once

#include <set>
#include <vector>

#include "notify/plan/duplicates.h"
#include "notify/plan/item.h"
#include "notify/plan/quiet_hours.h"
#include "notify/plan/silence.h"

namespace tocsin::notify {

struct ChainFacts {
  Instant now{};
  std::set<Channel> carried;  // channels that are plugged in and switched on
  std::vector<Mute> mutes;
  QuietDefaults quiet;
  ToldLately told;
};

// Each stage keeps items or drops them with a reason; held items stay, with held_until.
Batch decide(Batch batch, const ChainFacts& facts);

}  // namespace tocsin::notify
