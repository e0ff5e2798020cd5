// The alerts as planning sees them: which wait for it, what mutes which, what people were told.
//
// Every function runs inside the caller's transaction.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "alert/alerts.h"

namespace tocsin::alert {

// Alerts that wait for planning by `now`, most urgent first.
std::vector<Alert> to_plan(store::Database& db, Instant now, std::int64_t limit);
// The clock has gone back by so much: what was to be planned later is, that much earlier, at the
// earliest now.
void move_planning_back(store::Database& db, Duration by, Instant now);

// What planning found out about an alert.
struct Planned {
  std::optional<std::string_view> told{};  // the state people now know; absent: as before
  std::optional<Priority> told_priority{};
  std::optional<Instant> again_at{};  // it wants another look then
  std::string_view muted_by{};        // it wants another look when this ends, too
};
void planned(store::Database& db, std::int64_t id, const Planned& planned);
// What this silence or alert muted is planned again now: it has ended, or is another.
void unmute(store::Database& db, std::string_view muted_by, Instant now);

// Alerts that are open, as far as inhibition looks at them: ids, kind, priority, subject, labels.
std::vector<Alert> open_of_kind(store::Database& db, std::string_view kind);
std::vector<Alert> open_of_any_kind(store::Database& db);
// And stays open until the transaction ends.
bool is_open_now(store::Database& db, std::int64_t id);

}  // namespace tocsin::alert
