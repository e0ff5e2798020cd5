// Watches: what people want to hear of. Their criteria are the fields of the watch record as JSON.
//
// Whatever changes a watch sets look_due_at, so that analyze files it anew (or unfiles a removed
// one) and looks at what is already on offer; clearing it is store/matches.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/change.h"
#include "store/database.h"

namespace tocsin::store {

struct Watch {
  std::int64_t id = 0;
  std::string public_id, source, external_id;
  std::int64_t person_id = 0;
  std::string name;
  std::string criteria;  // a JSON object
  bool paused = false;
  std::optional<Instant> removed_at, expires_at;
  friend bool operator==(const Watch&, const Watch&) = default;
};

// Found by (source, external_id); `watch` is the whole row as it is to stand, but for id and
// public_id, which are made here. Writes nothing where nothing differs. Inside a transaction.
Saved save_watch(Database& db, const Watch& watch, Instant now);

std::optional<Watch> find_watch(Database& db, std::int64_t id);
std::optional<Watch> find_watch(Database& db, std::string_view source,
                                std::string_view external_id);
// By public ID in any form a person types it, else by external ID if only one has it.
std::optional<Watch> find_watch_named(Database& db, std::string_view typed);

std::vector<Watch> watches_by_external_id(Database& db, std::string_view external_id);

// The next by id, without those removed.
std::vector<Watch> watches_after(Database& db, std::int64_t id, std::int64_t limit);
std::vector<Watch> watches_of_person(Database& db, std::int64_t person_id);

}  // namespace tocsin::store
