#include "store/event_links.h"

#include <algorithm>

#include "model/event_identity.h"

namespace tocsin::store {
namespace {

const Query kLink("event_links.link", "UPDATE event SET same_as = $2 WHERE id = $1");
const Query kMoveAll("event_links.move_all", "UPDATE event SET same_as = $2 WHERE same_as = $1");

std::vector<IdentityCandidate> candidates(Database& db, const StoredEvent& event) {
  std::vector<IdentityCandidate> out;
  const std::string place = place_key(event.facts.venue);
  const auto range = same_start_range(event.facts);
  if (place.empty() || !range) return out;
  for (StoredEvent& other : events_at_place(db, place, range->from, range->until)) {
    const std::int64_t group = other.same_as.value_or(other.id);
    if (group != event.id) out.push_back({other.platform_id, group, std::move(other.facts)});
  }
  return out;
}

bool belong_together(const EventFacts& a, const EventFacts& b) {
  return names_agree(a, b) || same_opponents(a, b);
}

// Those who followed and no longer fit go their own way.
std::vector<std::int64_t> let_go(Database& db, const StoredEvent& event) {
  std::vector<std::int64_t> gone;
  for (const StoredEvent& follower : events_same_as(db, event.id)) {
    if (belong_together(event.facts, follower.facts)) continue;
    db.execute(kLink, follower.id, nullptr);
    gone.push_back(follower.id);
  }
  return gone;
}

}  // namespace

Relinked relink_event(Database& db, const StoredEvent& event) {
  Relinked out;
  if (event.same_as) {
    const auto leader = find_event(db, *event.same_as);
    if (leader && belong_together(event.facts, leader->facts)) return out;
    db.execute(kLink, event.id, nullptr);
    out.changed.push_back(*event.same_as);
  } else {
    out.changed = let_go(db, event);
  }
  const auto found = find_same(event.facts, event.platform_id, candidates(db, event));
  if (!found) return out;
  const std::int64_t leader = std::min(*found, event.id);
  out.joined = std::max(*found, event.id);
  db.execute(kMoveAll, *out.joined, leader);
  db.execute(kLink, *out.joined, leader);
  out.changed.push_back(*found);
  return out;
}

}  // namespace tocsin::store
