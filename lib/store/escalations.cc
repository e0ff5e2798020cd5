#include "store/escalations.h"

#include "base/json.h"
#include "store/read_rows.h"

namespace tocsin::store {
namespace {

#define ESCALATION                                                                       \
  "id, public_id, alert_id, number, policy, plan, state, reason, round, step, firings, " \
  "started_at, due_at, next_at, deferred_ms, hurried_by, ended_at"

const Query kAdd("escalations.add",
                 TOCSIN_INSERT("INSERT INTO escalation (public_id, alert_id, number, policy, plan, "
                               "state, round, step, started_at, due_at, next_at, hurried_by) "
                               "VALUES ($1, $2, $3, $4, $5, 'running', $6, $7, $8, $9, $10, $11) "
                               "ON CONFLICT DO NOTHING"));
#define DUE                                                       \
  "SELECT " ESCALATION                                            \
  " FROM escalation WHERE next_at IS NOT NULL AND next_at <= $1 " \
  "ORDER BY next_at, id LIMIT $2"
const Query kDue("escalations.due", DUE, DUE " FOR UPDATE SKIP LOCKED");
const Query kOverdue("escalations.overdue", DUE);
const Query kSave("escalations.save",
                  "UPDATE escalation SET state = $2, reason = $3, round = $4, step = $5, "
                  "firings = $6, due_at = $7, next_at = $8, deferred_ms = $9, hurried_by = $10, "
                  "ended_at = $11 WHERE id = $1");
const Query kLook("escalations.look",
                  "UPDATE escalation SET next_at = $2, hurried_by = COALESCE($3, hurried_by) "
                  "WHERE alert_id = $1 AND next_at IS NOT NULL");
const Query kLookAtHeld("escalations.look_at_held",
                        "UPDATE escalation SET next_at = $1 WHERE next_at IS NOT NULL "
                        "AND next_at > $1 AND state = 'held' "
                        "AND reason IN ('silenced', 'maintenance')");
const Query kDeliveryFailed(
    "escalations.delivery_failed",
    "UPDATE escalation SET next_at = $2, hurried_by = 'delivery_failed' "
    "WHERE alert_id = $1 AND next_at IS NOT NULL AND NOT EXISTS ("
    "SELECT 1 FROM message m WHERE m.alert_id = $1 AND m.state IN ('pending', 'sending', 'held', "
    "'sent', 'delivered', 'read', 'uncertain') AND m.created_at >= COALESCE(("
    "SELECT MAX(s.at) FROM escalation_step s WHERE s.escalation_id = escalation.id), 0))");
const Query kMoveBack("escalations.move_back",
                      "UPDATE escalation SET due_at = due_at - $2, next_at = CASE WHEN next_at - "
                      "$2 < $1 THEN $1 ELSE next_at - $2 END WHERE next_at > $1");
const Query kByPublicId("escalations.by_public_id",
                        "SELECT " ESCALATION " FROM escalation WHERE public_id = $1");
const Query kOfAlert("escalations.of_alert", "SELECT " ESCALATION
                                             " FROM escalation WHERE alert_id = $1 "
                                             "ORDER BY number");
const Query kOpen("escalations.open",
                  "SELECT " ESCALATION
                  " FROM escalation WHERE next_at IS NOT NULL ORDER BY next_at, id LIMIT $1");

const Query kAddEvent("escalations.add_event",
                      "INSERT INTO escalation_event (escalation_id, at, act, round, step, reason, "
                      "detail) VALUES ($1, $2, $3, $4, $5, $6, $7)");
const Query kEvents("escalations.events",
                    "SELECT escalation_id, at, act, round, step, reason, detail "
                    "FROM escalation_event WHERE escalation_id = $1 ORDER BY id");

const Query kAddStep(
    "escalations.add_step",
    TOCSIN_INSERT("INSERT INTO escalation_step (escalation_id, firing, recipient, channels, "
                  "wakes, missed, at, plan_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $7) "
                  "ON CONFLICT DO NOTHING"));
#define STEP                                                                             \
  "SELECT s.id, s.escalation_id, s.firing, s.recipient, s.channels, s.wakes, s.missed, " \
  "s.at, s.plan_at, s.outcome, e.alert_id, e.number, e.started_at "                      \
  "FROM escalation_step s JOIN escalation e ON e.id = s.escalation_id "
#define TO_PLAN \
  STEP "WHERE s.plan_at IS NOT NULL AND s.plan_at <= $1 ORDER BY s.plan_at, s.id LIMIT $2"
const Query kToPlan("escalations.steps_to_plan", TO_PLAN, TO_PLAN " FOR UPDATE OF s SKIP LOCKED");
const Query kPlanned("escalations.step_is_planned",
                     "UPDATE escalation_step SET plan_at = NULL, outcome = $2 WHERE id = $1");
const Query kPlanLater("escalations.plan_step_later",
                       "UPDATE escalation_step SET plan_at = $2 WHERE id = $1");
const Query kSteps("escalations.steps", STEP "WHERE s.escalation_id = $1 ORDER BY s.id");

template <Worded E>
std::optional<E> maybe_word(const Rows& row, int i) {
  return row.is_null(i) ? std::nullopt : std::optional(row.as<E>(i));
}

Escalation read(const Rows& row) {
  Escalation e;
  e.id = row.integer(0);
  e.public_id = row.string(1);
  e.alert_id = row.integer(2);
  e.number = static_cast<int>(row.integer(3));
  e.policy = row.string(4);
  e.plan = row.string(5);
  e.state = row.as<EscalationState>(6);
  e.reason = maybe_word<EscalationReason>(row, 7);
  e.round = static_cast<int>(row.integer(8));
  e.step = static_cast<std::size_t>(row.integer(9));
  e.firings = static_cast<int>(row.integer(10));
  e.started_at = row.instant(11);
  e.due_at = row.instant(12);
  e.next_at = row.maybe_instant(13);
  e.deferred = Duration{row.integer(14)};
  e.hurried_by = maybe_word<EscalationReason>(row, 15);
  e.ended_at = row.maybe_instant(16);
  return e;
}

EscalationEvent read_event(const Rows& row) {
  return {row.integer(0),
          row.instant(1),
          row.as<EscalationAct>(2),
          static_cast<int>(row.integer(3)),
          static_cast<std::size_t>(row.integer(4)),
          maybe_word<EscalationReason>(row, 5),
          row.string(6)};
}

EscalationStep read_step(const Rows& row) {
  EscalationStep s;
  s.id = row.integer(0);
  s.escalation_id = row.integer(1);
  s.firing = static_cast<int>(row.integer(2));
  s.recipient = row.string(3);
  for (const Json& name : Json::parse(row.text(4))) {
    if (const auto c = from_word<Channel>(name.get<std::string>())) s.channels.push_back(*c);
  }
  s.wakes = row.flag(5);
  s.missed = static_cast<int>(row.integer(6));
  s.at = row.instant(7);
  s.plan_at = row.maybe_instant(8);
  s.outcome = maybe_word<StepOutcome>(row, 9);
  s.alert_id = row.integer(10);
  s.number = static_cast<int>(row.integer(11));
  s.started_at = row.instant(12);
  return s;
}

}  // namespace

std::optional<std::int64_t> add_escalation(Database& db, const Escalation& e) {
  return db.insert(kAdd, e.public_id, e.alert_id, e.number, e.policy, e.plan, e.round,
                   static_cast<std::int64_t>(e.step), e.started_at, e.due_at, e.next_at,
                   e.hurried_by);
}

std::vector<Escalation> escalations_due(Database& db, Instant now, std::int64_t limit) {
  return read_all(db.query(kDue, now, limit), read);
}

void save_escalation(Database& db, const Escalation& e) {
  db.execute(kSave, e.id, e.state, e.reason, e.round, static_cast<std::int64_t>(e.step), e.firings,
             e.due_at, e.next_at, e.deferred, e.hurried_by, e.ended_at);
}

void look_at_escalation(Database& db, std::int64_t alert_id, Instant now,
                        std::optional<EscalationReason> hurried_by) {
  db.execute(kLook, alert_id, now, hurried_by);
}

void look_at_held_escalations(Database& db, Instant now) {
  db.execute(kLookAtHeld, now);
}

void delivery_failed(Database& db, std::int64_t alert_id, Instant now) {
  db.execute(kDeliveryFailed, alert_id, now);
}

void move_escalations_back(Database& db, Duration by, Instant now) {
  db.execute(kMoveBack, now, by);
}

std::optional<Escalation> find_escalation(Database& db, std::string_view public_id) {
  return read_first(db.query(kByPublicId, public_id), read);
}

std::vector<Escalation> escalations_of_alert(Database& db, std::int64_t alert_id) {
  return read_all(db.query(kOfAlert, alert_id), read);
}

std::vector<Escalation> open_escalations(Database& db, std::int64_t limit) {
  return read_all(db.query(kOpen, limit), read);
}

std::vector<Escalation> overdue_escalations(Database& db, Instant since, std::int64_t limit) {
  return read_all(db.query(kOverdue, since, limit), read);
}

void add_escalation_event(Database& db, const EscalationEvent& event) {
  db.execute(kAddEvent, event.escalation_id, event.at, event.act, event.round,
             static_cast<std::int64_t>(event.step), event.reason, text_or_null(event.detail));
}

std::vector<EscalationEvent> events_of_escalation(Database& db, std::int64_t escalation_id) {
  return read_all(db.query(kEvents, escalation_id), read_event);
}

bool add_escalation_step(Database& db, const EscalationStep& step) {
  Json channels = Json::array();
  for (const Channel c : step.channels) channels.push_back(word(c));
  return db
      .insert(kAddStep, step.escalation_id, step.firing, step.recipient, channels.dump(),
              step.wakes, step.missed, step.at)
      .has_value();
}

std::vector<EscalationStep> steps_to_plan(Database& db, Instant now, std::int64_t limit) {
  return read_all(db.query(kToPlan, now, limit), read_step);
}

void step_is_planned(Database& db, std::int64_t id, StepOutcome outcome) {
  db.execute(kPlanned, id, outcome);
}

void plan_step_later(Database& db, std::int64_t id, Instant at) {
  db.execute(kPlanLater, id, at);
}

std::vector<EscalationStep> steps_of_escalation(Database& db, std::int64_t escalation_id) {
  return read_all(db.query(kSteps, escalation_id), read_step);
}

}  // namespace tocsin::store
