// The alerts as escalation sees them: which it has to look at.
//
// Whatever is raised, or rises, is to be looked at at once; what escalation wants to see again
// (acknowledged, and perhaps forgotten) it says itself. Every function runs inside the caller's
// transaction.
#pragma once

#include <optional>
#include <vector>

#include "alert/alerts.h"

namespace tocsin::alert {

// Alerts that escalation is to look at by `now`, earliest first; on PostgreSQL they are this run's.
std::vector<Alert> to_escalate(store::Database& db, Instant now, std::int64_t limit);
// Raised in [since, until), by id: the next ones after `after_id`.
std::vector<Alert> raised_between(store::Database& db, Instant since, Instant until,
                                  std::int64_t after_id, std::int64_t limit);
// It has looked, and looks again then, if ever.
void escalation_looked(store::Database& db, std::int64_t id, std::optional<Instant> again_at);
// The clock has gone back by so much.
void move_escalating_back(store::Database& db, Duration by, Instant now);

}  // namespace tocsin::alert
