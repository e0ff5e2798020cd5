#include "notify/deliver/ledger.h"

#include "base/fault.h"
#include "store/allowances.h"
#include "store/destinations.h"
#include "store/held_messages.h"

namespace tocsin::notify {

Turned Ledger::keep(const Turn& turn) {
  Turned out;
  const bool recorded = !turn.found.settled.empty();
  if (!recorded && turn.limits.empty() && !is_any_due(turn)) return out;
  if (recorded) fault_point("notify.before_record");
  out = db_.transaction([&] {
    Turned kept;
    alert::Trail trail(db_, actor_, now_);
    kept.counts = record_.write(turn.found.settled, turn.claim.by, trail);
    kept.limits = save(db_, turn.limits, turn.now);
    for (const Channel channel : turn.found.recovered) {
      store::look_at_provider_down(db_, channel, now_);
    }
    for (const auto& [channel, destination] : turn.found.to_try) {
      store::try_again_now(db_, channel, destination, turn.now);
    }
    kept.claimed = claim(turn);
    kept.destinations = destinations_of(kept.claimed);
    trail.flush();
    return kept;
  });
  if (recorded) fault_point("notify.recorded");
  if (!turn.found.recovered.empty()) out.counts["recovered"] += std::ssize(turn.found.recovered);
  if (!out.claimed.empty()) fault_point("notify.claimed");
  return out;
}

bool Ledger::is_any_due(const Turn& turn) {
  if (turn.only) return true;
  for (store::Lane lane = 0; lane < store::kLanes; ++lane) {
    if (turn.room[static_cast<std::size_t>(lane)] > 0 && store::is_any_due(db_, lane, turn.now)) {
      return true;
    }
  }
  return false;
}

std::vector<store::Message> Ledger::claim(const Turn& turn) {
  std::vector<store::Message> out;
  if (turn.only) {
    if (auto m = store::claim_one(db_, turn.claim, *turn.only)) out.push_back(std::move(*m));
    return out;
  }
  // What one lane takes is no room for the next.
  std::int64_t taken = 0;
  for (store::Lane lane = 0; lane < store::kLanes; ++lane) {
    const std::int64_t most = turn.room[static_cast<std::size_t>(lane)] - taken;
    if (most <= 0) continue;
    auto more = store::claim(db_, turn.claim, lane, most);
    taken += static_cast<std::int64_t>(more.size());
    std::move(more.begin(), more.end(), std::back_inserter(out));
  }
  return out;
}

// Read again every turn: an address may be found dead at any time.
std::unordered_map<std::int64_t, DestinationNow> Ledger::destinations_of(
    const std::vector<store::Message>& messages) {
  std::unordered_map<std::int64_t, DestinationNow> out;
  for (const store::Message& m : messages) {
    if (!m.destination_id || out.contains(*m.destination_id)) continue;
    const auto d = store::find_destination(db_, *m.destination_id);
    out[*m.destination_id] =
        d ? DestinationNow{d->options, d->enabled && !d->dead_at} : DestinationNow{};
  }
  return out;
}

}  // namespace tocsin::notify
