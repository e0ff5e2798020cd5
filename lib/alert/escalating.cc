#include "alert/escalating.h"

#include "alert/alert_rows.h"

namespace tocsin::alert {
namespace {

using store::Query;

#define TO_ESCALATE                                                  \
  "SELECT " ALERT_COLUMNS                                            \
  " FROM alert WHERE escalate_at IS NOT NULL AND escalate_at <= $1 " \
  "ORDER BY escalate_at, id LIMIT $2"
const Query kToEscalate("alert.to_escalate", TO_ESCALATE, TO_ESCALATE " FOR UPDATE SKIP LOCKED");
const Query kRaised("alert.raised_between",
                    "SELECT " ALERT_COLUMNS
                    " FROM alert WHERE first_seen_at >= $1 AND first_seen_at < $2 AND id > $3 "
                    "ORDER BY id LIMIT $4");
const Query kLooked("alert.escalation_looked", "UPDATE alert SET escalate_at = $2 WHERE id = $1");
const Query kEarlier("alert.escalate_earlier",
                     "UPDATE alert SET escalate_at = CASE WHEN escalate_at - $2 < $1 THEN $1 ELSE "
                     "escalate_at - $2 END WHERE escalate_at > $1");

}  // namespace

std::vector<Alert> to_escalate(store::Database& db, Instant now, std::int64_t limit) {
  return all_alerts(db.query(kToEscalate, now, limit));
}

std::vector<Alert> raised_between(store::Database& db, Instant since, Instant until,
                                  std::int64_t after_id, std::int64_t limit) {
  return all_alerts(db.query(kRaised, since, until, after_id, limit));
}

void escalation_looked(store::Database& db, std::int64_t id, std::optional<Instant> again_at) {
  db.execute(kLooked, id, again_at);
}

void move_escalating_back(store::Database& db, Duration by, Instant now) {
  db.execute(kEarlier, now, by);
}

}  // namespace tocsin::alert
