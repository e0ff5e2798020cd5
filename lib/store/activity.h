// What people did: shows that somebody is there, and what they care for.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/change.h"
#include "store/database.h"

namespace tocsin::store {

struct Activity {
  std::int64_t id = 0, person_id = 0;
  std::string kind;  // a word of the activity record
  Instant at{};
  std::string alert, ticket;  // public or external IDs; may be empty
};

// The same activity twice is one.
Change add_activity(Database& db, const Activity& activity);
// When they last did something, up to `until`.
std::optional<Instant> last_activity(Database& db, std::int64_t person_id, Instant until);
std::vector<Activity> activity_after(Database& db, std::int64_t id, std::int64_t limit);

}  // namespace tocsin::store
