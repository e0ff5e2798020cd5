// Rows of the table of alerts: for the modules that read them whole, not for use above this floor.
#pragma once

#include <optional>
#include <vector>

#include "alert/alerts.h"

namespace tocsin::alert {

// What a query selects that is read here.
#define ALERT_COLUMNS                                                                         \
  "id, public_id, kind, priority, status, title, body, subject_type, subject_id, labels, "    \
  "metadata, breakdown, recipients, dedup_key, raised_by, assignee_id, first_seen_at, "       \
  "last_seen_at, times_seen, acknowledged_at, snoozed_until, ended_at, plan_at, told_state, " \
  "told_priority, muted_by, escalate_at, snooze_ends_when"

std::vector<Alert> all_alerts(store::Rows rows);
std::optional<Alert> first_alert(store::Rows rows);

}  // namespace tocsin::alert
