#include "alert/planning.h"

#include <algorithm>
#include <iterator>

#include "alert/alert_rows.h"

namespace tocsin::alert {
namespace {

using store::Query;
using store::Rows;

// One priority at a time, so that a run reads what it plans and does not sort what waits.
#define TO_PLAN                                                                \
  "SELECT " ALERT_COLUMNS                                                      \
  " FROM alert WHERE priority = $1 AND plan_at IS NOT NULL AND plan_at <= $2 " \
  "ORDER BY plan_at, id LIMIT $3"

// Locked on PostgreSQL, so that a rise between reading and planned() is not lost.
const Query kToPlan("alert.to_plan", TO_PLAN, TO_PLAN " FOR UPDATE SKIP LOCKED");
const Query kPlanned("alert.planned",
                     "UPDATE alert SET plan_at = $2, told_state = COALESCE($3, told_state), "
                     "told_priority = COALESCE($4, told_priority), muted_by = $5 WHERE id = $1");
const Query kPlanEarlier("alert.plan_earlier",
                         "UPDATE alert SET plan_at = CASE WHEN plan_at - $2 < $1 THEN $1 ELSE "
                         "plan_at - $2 END WHERE priority IN (1, 2, 3, 4, 5) AND plan_at > $1");
const Query kUnmute("alert.unmute", "UPDATE alert SET plan_at = $2 WHERE muted_by = $1");
#define INHIBITION_COLUMNS "id, public_id, kind, priority, subject_type, subject_id, labels"
const Query kOpenOfKind("alert.open_of_kind", "SELECT " INHIBITION_COLUMNS
                                              " FROM alert WHERE kind = $1 AND status IN "
                                              "('active', 'acknowledged', 'snoozed') ORDER BY id");
const Query kOpenOfAnyKind("alert.open_of_any_kind",
                           "SELECT " INHIBITION_COLUMNS
                           " FROM alert WHERE status IN ('active', 'acknowledged', 'snoozed') "
                           "ORDER BY id");
#define IS_OPEN \
  "SELECT 1 FROM alert WHERE id = $1 AND status IN ('active', 'acknowledged', 'snoozed')"
const Query kIsOpen("alert.is_open", IS_OPEN, IS_OPEN " FOR SHARE");

std::vector<Alert> all_for_inhibition(Rows row) {
  std::vector<Alert> out;
  while (row.next()) {
    Alert& a = out.emplace_back();
    a.id = row.integer(0);
    a.public_id = row.string(1);
    a.facts.kind = row.string(2);
    a.facts.priority = static_cast<Priority>(row.integer(3));
    a.facts.subject = {row.string(4), row.string(5)};
    a.facts.labels = Json::parse(row.text(6));
  }
  return out;
}

}  // namespace

std::vector<Alert> to_plan(store::Database& db, Instant now, std::int64_t limit) {
  std::vector<Alert> out;
  for (Priority p = kCritical; p >= kLowest; --p) {
    const std::int64_t left = limit - static_cast<std::int64_t>(out.size());
    if (left <= 0) break;
    auto more = all_alerts(db.query(kToPlan, p, now, left));
    std::move(more.begin(), more.end(), std::back_inserter(out));
  }
  return out;
}

void move_planning_back(store::Database& db, Duration by, Instant now) {
  db.execute(kPlanEarlier, now, by);
}

void planned(store::Database& db, std::int64_t id, const Planned& planned) {
  db.execute(kPlanned, id, planned.again_at, planned.told, planned.told_priority,
             store::text_or_null(planned.muted_by));
}

void unmute(store::Database& db, std::string_view muted_by, Instant now) {
  db.execute(kUnmute, muted_by, now);
}

std::vector<Alert> open_of_kind(store::Database& db, std::string_view kind) {
  return all_for_inhibition(db.query(kOpenOfKind, kind));
}

std::vector<Alert> open_of_any_kind(store::Database& db) {
  return all_for_inhibition(db.query(kOpenOfAnyKind));
}

bool is_open_now(store::Database& db, std::int64_t id) {
  return db.query(kIsOpen, id).next();
}

}  // namespace tocsin::alert
