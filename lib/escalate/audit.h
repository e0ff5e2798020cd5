// The auditor: what should have moved and did not, said loudly. Every run of escalate looks.
//
// One alert to operators lists all of it. While it lasts they are told again after an hour, then
// after twice as long each time, up to a day; it ends by itself. Schedules with nobody on call have
// alerts of their own, see lacks.h. Call inside a transaction.
#pragma once

#include <string>
#include <vector>

#include "alert/audit.h"
#include "escalate/lookup.h"

namespace tocsin::escalate {

// What waits longer than this is stuck.
inline constexpr Duration kStuckAfter = std::chrono::minutes{15};

// A sentence each; `overdue`: escalations that were late when the run began.
std::vector<std::string> stuck(store::Database& db, const Surroundings& surroundings, Instant now,
                               std::size_t overdue);
void tell_stuck(store::Database& db, alert::Trail& trail, const std::vector<std::string>& findings);
// Schedules that nobody is on call by now.
void tell_empty_schedules(store::Database& db, alert::Trail& trail,
                          const Surroundings& surroundings, Lookup& lookup);

}  // namespace tocsin::escalate
