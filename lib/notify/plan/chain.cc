#include "notify/plan/chain.h"

#include "notify/plan/destinations.h"
#include "notify/plan/digest.h"
#include "notify/plan/habits.h"
#include "notify/plan/mute_time.h"
#include "notify/plan/preferences.h"

namespace tocsin::notify {
namespace {

Batch obey_mutes(Batch batch, const ChainFacts& facts) {
  batch = obey_inhibitions(std::move(batch), *facts.inhibitors, facts.still_open);
  batch = obey_silences(std::move(batch), *facts.mutes);
  return obey_mute_times(std::move(batch), facts.now);
}

}  // namespace

Batch decide(Batch batch, const ChainFacts& facts) {
  batch = keep_internal(std::move(batch));
  batch = by_preference(std::move(batch));
  batch = choose_channels(std::move(batch));
  batch = prefer_learned_channels(std::move(batch), facts.now, facts.habits);
  batch = choose_places(std::move(batch), facts.carried);
  batch = find_deputies(std::move(batch), facts.carried, facts.resolve);
  batch = gather(std::move(batch), facts.now, facts.group);
  batch = deduplicate(std::move(batch), facts.told);
  batch = obey_mutes(std::move(batch), facts);
  // The hours come after the digest, whose hour may fall into them.
  batch = collect_digests(std::move(batch), facts.now, facts.quiet, facts.habits);
  batch = obey_hours(std::move(batch), facts.now, facts.quiet, facts.working);
  return climb_ladder(std::move(batch), facts.now, *facts.ladders, facts.flow);
}

Batch decide_again(Batch batch, const ChainFacts& facts) {
  batch = obey_mutes(std::move(batch), facts);
  return obey_hours(std::move(batch), facts.now, facts.quiet, facts.working);
}

}  // namespace tocsin::notify
