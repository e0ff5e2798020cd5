// What people and organizations prefer, what is chosen for one watch, and the system's defaults.
//
// Call what writes inside a transaction. The names are checked by whoever calls.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "store/change.h"
#include "store/database.h"
#include "store/owner.h"

namespace tocsin::store {

Saved set_preference(Database& db, const Owner& owner, std::string_view name, const Json& value,
                     Instant now);
// False: there was none.
bool remove_preference(Database& db, const Owner& owner, std::string_view name);
// Merged: the system's defaults, over them the organization's, over them the person's.
std::map<std::string, Json> preferences(Database& db, std::optional<std::int64_t> person_id,
                                        std::optional<std::int64_t> organization_id);
// One owner's own, unmerged.
std::map<std::string, Json> preferences_of(Database& db, const Owner& owner);
// What a watch's person chose for it alone; nothing where that is nothing.
struct WatchPreferences {
  std::int64_t person_id = 0;
  std::map<std::string, Json> chosen;
};
std::optional<WatchPreferences> preferences_of_watch(Database& db, std::string_view public_id);

struct StoredPreference {
  std::int64_t id = 0;
  Owner owner;
  std::string name, value;  // value is JSON text
};
std::vector<StoredPreference> preferences_after(Database& db, std::int64_t id, std::int64_t limit);

}  // namespace tocsin::store
