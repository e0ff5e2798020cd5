#include "alert/alerts.h"

#include <algorithm>
#include <limits>

#include "alert/alert_rows.h"
#include "alert/planning.h"
#include "base/error.h"
#include "base/id.h"
#include "store/escalations.h"

namespace tocsin::alert {
namespace {

using store::Query;
using store::Rows;

#define OPEN_BY_KEY                                 \
  "SELECT " ALERT_COLUMNS                           \
  " FROM alert WHERE dedup_key = $1 AND status IN " \
  "('active', 'acknowledged', 'snoozed')"
const Query kOpenByKey("alert.open_by_key", OPEN_BY_KEY, OPEN_BY_KEY " FOR UPDATE");
const Query kOpenOfSubject("alert.open_of_subject",
                           "SELECT " ALERT_COLUMNS
                           " FROM alert WHERE subject_type = $1 AND subject_id = $2 AND status IN "
                           "('active', 'acknowledged', 'snoozed') ORDER BY id");
const Query kById("alert.by_id", "SELECT " ALERT_COLUMNS " FROM alert WHERE id = $1");
const Query kByPublicId("alert.by_public_id",
                        "SELECT " ALERT_COLUMNS " FROM alert WHERE public_id = $1");
// One text for all filters: an unset filter is the empty text or null.
const Query kList("alert.list",
                  "SELECT " ALERT_COLUMNS
                  " FROM alert WHERE id < $1 "
                  "AND ($2 = '' OR $2 LIKE '%,' || status || ',%') "
                  "AND ($3 = '' OR kind = $3) "
                  "AND priority >= $4 "
                  "AND ($5 = '' OR subject_type = $5) AND ($6 = '' OR subject_id = $6) "
                  "ORDER BY id DESC LIMIT $7",
                  "SELECT " ALERT_COLUMNS
                  " FROM alert WHERE id < $1 "
                  "AND ($2::text = '' OR $2::text LIKE '%,' || status || ',%') "
                  "AND ($3::text = '' OR kind = $3::text) "
                  "AND priority >= $4 "
                  "AND ($5::text = '' OR subject_type = $5::text) "
                  "AND ($6::text = '' OR subject_id = $6::text) "
                  "ORDER BY id DESC LIMIT $7");
const Query kInsert(
    "alert.insert",
    TOCSIN_INSERT(
        "INSERT INTO alert (public_id, kind, priority, status, title, body, subject_type, "
        "subject_id, "
        "labels, metadata, breakdown, recipients, dedup_key, raised_by, first_seen_at, "
        "last_seen_at, "
        "plan_at, escalate_at) VALUES ($1, $2, $3, 'active', $4, $5, $6, $7, $8, $9, $10, $11, "
        "$12, $13, $14, $14, $14, $15) ON CONFLICT (dedup_key) WHERE status IN ('active', "
        "'acknowledged', 'snoozed') "
        "DO NOTHING"));
const Query kSeenAgain(
    "alert.seen_again",
    "UPDATE alert SET priority = $2, title = $3, body = $4, labels = $5, metadata = $6, "
    "breakdown = $7, recipients = $8, last_seen_at = $9, times_seen = times_seen + 1, "
    "plan_at = COALESCE($10, plan_at), escalate_at = COALESCE($11, escalate_at) WHERE id = $1");
const Query kSetStatus(
    "alert.set_status",
    "UPDATE alert SET status = $2, acknowledged_at = COALESCE($3, acknowledged_at), "
    "ended_at = $4, plan_at = $5, escalate_at = $6, snoozed_until = $7, snooze_ends_when = $8 "
    "WHERE id = $1");
const Query kAssign("alert.assign",
                    "UPDATE alert SET assignee_id = $2, plan_at = CASE WHEN status = 'active' "
                    "THEN $3 ELSE plan_at END WHERE id = $1");
const Query kAddHistory("alert.add_history",
                        "INSERT INTO alert_history (alert_id, at, actor, action, detail) "
                        "VALUES ($1, $2, $3, $4, $5)");
const Query kHistory("alert.history",
                     "SELECT at, actor, action, detail FROM alert_history WHERE alert_id = $1 "
                     "ORDER BY id");

Json breakdown_json(const std::vector<ScoreFactor>& factors) {
  Json out = Json::array();
  for (const ScoreFactor& f : factors) {
    out.push_back(
        {{"name", f.name}, {"value", f.value}, {"weight", f.weight}, {"reason", f.reason}});
  }
  return out;
}

void record(store::Database& db, Trail& trail, const Alert& alert, std::string_view action,
            std::string_view detail) {
  db.execute(kAddHistory, alert.id, trail.now(), trail.actor(), action,
             store::text_or_null(detail));
  trail.note(fmt::format("alert.{}", action), "alert", alert.public_id,
             Json{{"kind", alert.facts.kind}, {"detail", detail}});
}

bool set_status(store::Database& db, Trail& trail, const Alert& alert, AlertStatus to,
                std::string_view detail, bool tell = true, std::optional<Snooze> snooze = {}) {
  const bool ends = !is_open(to);
  const std::optional<Instant> now = trail.now(), never;
  const std::optional<Instant> sleeps_until = snooze ? std::optional(snooze->until) : never;
  // Who was told that it began is told that it ended.
  const bool tell_end = tell && to == AlertStatus::resolved && alert.told_state == "active";
  const bool wakes = to == AlertStatus::active && alert.status == AlertStatus::snoozed;
  db.execute(kSetStatus, alert.id, to, to == AlertStatus::acknowledged ? now : never,
             ends ? now : never, tell_end || wakes ? now : sleeps_until,
             to == AlertStatus::active ? now : sleeps_until, sleeps_until,
             snooze ? snooze->ends_when : std::nullopt);
  store::look_at_escalation(db, alert.id, trail.now());
  if (ends) unmute(db, alert.public_id, trail.now());
  record(db, trail, alert, word(to), detail);
  return true;
}

// The draft's facts over an open alert's; people may hear of it only if the priority rose above
// what they were told.
Raised see_again(store::Database& db, Trail& trail, const Alert& open, const AlertDraft& draft) {
  const Priority known = open.told_priority.value_or(open.facts.priority);
  const bool wakes =
      open.snooze_ends_when == SnoozeEvent::repeats ||
      (open.snooze_ends_when == SnoozeEvent::rises && draft.priority > open.facts.priority);
  const bool rose = draft.priority > known && (open.status == AlertStatus::active || wakes);
  const bool differs = draft.priority != open.facts.priority || draft.labels != open.facts.labels;
  const bool look = rose || (differs && !open.muted_by.empty());  // it may be muted no more
  db.execute(kSeenAgain, open.id, draft.priority, draft.title, draft.body, draft.labels.dump(),
             draft.metadata.dump(), breakdown_json(draft.breakdown).dump(),
             Json(draft.recipients).dump(), trail.now(),
             look ? std::optional(trail.now()) : std::nullopt,
             rose ? std::optional(trail.now()) : std::nullopt);
  if (differs) unmute(db, open.public_id, trail.now());  // it may inhibit something else now
  if (rose) {
    record(db, trail, open, "rose",
           fmt::format("priority {} to {}", open.facts.priority, draft.priority));
  }
  if (wakes) set_status(db, trail, open, AlertStatus::active, "what ends its snooze happened");
  return {open.id, open.public_id, false, rose};
}

bool change(store::Database& db, Trail& trail, std::int64_t id, AlertStatus to,
            std::string_view detail) {
  const auto alert = find(db, id);
  if (!alert || !is_open(alert->status) || alert->status == to) return false;
  return set_status(db, trail, *alert, to, detail);
}

}  // namespace

Raised raise(store::Database& db, Trail& trail, const AlertDraft& draft) {
  // Two runs may raise the same key at once: whoever inserts second sees the other's alert.
  for (;;) {
    if (const auto open = first_alert(db.query(kOpenByKey, draft.dedup_key))) {
      return see_again(db, trail, *open, draft);
    }
    const std::string public_id = new_id(IdKind::alert, trail.now());
    const auto made =
        db.insert(kInsert, public_id, draft.kind, draft.priority, draft.title, draft.body,
                  draft.subject.type, draft.subject.id, draft.labels.dump(), draft.metadata.dump(),
                  breakdown_json(draft.breakdown).dump(), Json(draft.recipients).dump(),
                  draft.dedup_key, trail.actor(), trail.now(),
                  is_direct_kind(draft.kind) ? std::nullopt : std::optional(trail.now()));
    if (!made) continue;
    Alert alert;
    alert.id = *made;
    alert.public_id = public_id;
    alert.facts.kind = draft.kind;
    record(db, trail, alert, "raised", fmt::format("priority {}", draft.priority));
    return {alert.id, public_id, true, false};
  }
}

bool resolve_by_key(store::Database& db, Trail& trail, std::string_view dedup_key,
                    std::string_view why) {
  const auto open = first_alert(db.query(kOpenByKey, dedup_key));
  return open && set_status(db, trail, *open, AlertStatus::resolved, why);
}

bool replace_by_key(store::Database& db, Trail& trail, std::string_view dedup_key,
                    std::string_view why) {
  const auto open = first_alert(db.query(kOpenByKey, dedup_key));
  return open && set_status(db, trail, *open, AlertStatus::resolved, why, false);
}

void replace_of_subject(store::Database& db, Trail& trail, const Subject& subject,
                        std::span<const std::string_view> kinds, std::string_view why) {
  for (const Alert& a : all_alerts(db.query(kOpenOfSubject, subject.type, subject.id))) {
    if (std::find(kinds.begin(), kinds.end(), a.facts.kind) == kinds.end()) continue;
    set_status(db, trail, a, AlertStatus::resolved, why, false);
  }
}

bool acknowledge(store::Database& db, Trail& trail, std::int64_t id, std::string_view why) {
  return change(db, trail, id, AlertStatus::acknowledged, why);
}

bool snooze(store::Database& db, Trail& trail, std::int64_t id, const Snooze& how,
            std::string_view why) {
  const auto alert = find(db, id);
  if (!alert || !is_open(alert->status)) return false;
  return set_status(db, trail, *alert, AlertStatus::snoozed, why, true, how);
}

bool has_slept(const Alert& alert, Instant now) {
  return alert.status == AlertStatus::snoozed && alert.snoozed_until <= now;
}

void wake(store::Database& db, Trail& trail, const Alert& alert) {
  set_status(db, trail, alert, AlertStatus::active, "its snooze is over");
}

bool reactivate(store::Database& db, Trail& trail, std::int64_t id, std::string_view why) {
  return change(db, trail, id, AlertStatus::active, why);
}

bool resolve(store::Database& db, Trail& trail, std::int64_t id, std::string_view why) {
  return change(db, trail, id, AlertStatus::resolved, why);
}

bool ignore(store::Database& db, Trail& trail, std::int64_t id, std::string_view why) {
  return change(db, trail, id, AlertStatus::ignored, why);
}

bool assign(store::Database& db, Trail& trail, std::int64_t id, std::int64_t person_id,
            std::string_view why) {
  const auto alert = find(db, id);
  if (!alert || !is_open(alert->status) || alert->assignee_id == person_id) return false;
  db.execute(kAssign, id, person_id, trail.now());
  store::look_at_escalation(db, id, trail.now());
  record(db, trail, *alert, "assigned",
         fmt::format("to person:{}{}{}", person_id, why.empty() ? "" : ", ", why));
  return true;
}

void comment(store::Database& db, Trail& trail, std::int64_t id, std::string_view text) {
  const auto alert = find(db, id);
  if (!alert) fail(Exit::no_input, "no alert {}", id);
  record(db, trail, *alert, "comment", text);
}

std::optional<Alert> find(store::Database& db, std::int64_t id) {
  return first_alert(db.query(kById, id));
}

std::optional<Alert> find_open(store::Database& db, std::string_view dedup_key) {
  return first_alert(db.query(kOpenByKey, dedup_key));
}

std::optional<Alert> find_public(store::Database& db, std::string_view typed) {
  const auto id = canonical_id(typed);
  return id ? first_alert(db.query(kByPublicId, *id)) : std::nullopt;
}

std::vector<Alert> list(store::Database& db, const Filter& filter) {
  std::string status;
  for (const AlertStatus s : filter.status) status += fmt::format(",{},", word(s));
  const std::int64_t before =
      filter.before_id > 0 ? filter.before_id : std::numeric_limits<std::int64_t>::max();
  return all_alerts(db.query(kList, before, status, filter.kind, filter.at_least.value_or(kLowest),
                             filter.subject_type, filter.subject_id, filter.limit));
}

std::vector<HistoryEntry> history(store::Database& db, std::int64_t id) {
  std::vector<HistoryEntry> out;
  for (Rows row = db.query(kHistory, id); row.next();) {
    out.push_back({row.instant(0), row.string(1), row.string(2), row.string(3)});
  }
  return out;
}

}  // namespace tocsin::alert
