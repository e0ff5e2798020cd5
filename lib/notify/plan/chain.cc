#include "notify/plan/chain.h"

#include "notify/plan/destinations.h"
#include "notify/plan/preferences.h"

namespace tocsin::notify {

Batch decide(Batch batch, const ChainFacts& facts) {
  batch = by_preference(std::move(batch));
  batch = choose_channels(std::move(batch));
  batch = choose_places(std::move(batch), facts.carried);
  batch = deduplicate(std::move(batch), facts.told);
  batch = obey_silences(std::move(batch), facts.mutes);
  batch = obey_quiet_hours(std::move(batch), facts.now, facts.quiet);
  return batch;
}

}  // namespace tocsin::notify
