// Escalations: how far each is, what happened to it, and whom its steps name.
//
// What is due is found by an index, so that a run costs what is due. Those that a run reads are
// its own until its transaction ends: on PostgreSQL they are locked and passed over by others, on
// SQLite there is one writer. A step that two runs decide all the same is one row. Every function
// that writes runs inside the caller's transaction; nothing else writes escalation,
// escalation_event and escalation_step.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/escalation.h"
#include "model/message.h"
#include "store/database.h"

namespace tocsin::store {

struct Escalation {
  std::int64_t id = 0;
  std::string public_id;
  std::int64_t alert_id = 0;
  int number = 1;      // of its alert
  std::string policy;  // its name
  std::string plan;    // the policy as it stood at the start: a JSON object
  EscalationState state = EscalationState::running;
  std::optional<EscalationReason> reason;  // why it is held, or has ended
  int round = 1;
  std::size_t step = 0;  // of the plan: the next one
  int firings = 0;       // so far
  Instant started_at{};
  Instant due_at{};                // of the next step
  std::optional<Instant> next_at;  // when it is looked at; nothing once it has ended
  Duration deferred{0};            // in all, by activity
  std::optional<EscalationReason> hurried_by;
  std::optional<Instant> ended_at;
};

// Nothing where the alert has one that has not ended.
std::optional<std::int64_t> add_escalation(Database& db, const Escalation& e);
// Those to be looked at by `now`, earliest first.
std::vector<Escalation> escalations_due(Database& db, Instant now, std::int64_t limit);
void save_escalation(Database& db, const Escalation& e);
// Something changed about the alert, or what it was to tell failed: its escalation, if it has one,
// is looked at now, and with a reason its next step is due.
void look_at_escalation(Database& db, std::int64_t alert_id, Instant now,
                        std::optional<EscalationReason> hurried_by = {});
// The same, where nothing that tells of the alert since the last step arrived or is on its way.
void delivery_failed(Database& db, std::int64_t alert_id, Instant now);
// A silence or a maintenance window was ended before its time: what it may have held is looked at.
void look_at_held_escalations(Database& db, Instant now);
// The clock has gone back by so much.
void move_escalations_back(Database& db, Duration by, Instant now);

std::optional<Escalation> find_escalation(Database& db, std::string_view public_id);
// The first to the last.
std::vector<Escalation> escalations_of_alert(Database& db, std::int64_t alert_id);
// Those that have not ended, by the time of their next look.
std::vector<Escalation> open_escalations(Database& db, std::int64_t limit);
// Those whose look is overdue since before `since`.
std::vector<Escalation> overdue_escalations(Database& db, Instant since, std::int64_t limit);

struct EscalationEvent {
  std::int64_t escalation_id = 0;
  Instant at{};
  EscalationAct act = EscalationAct::started;
  int round = 1;
  std::size_t step = 0;
  std::optional<EscalationReason> reason;
  std::string detail;
};
void add_escalation_event(Database& db, const EscalationEvent& event);
std::vector<EscalationEvent> events_of_escalation(Database& db, std::int64_t escalation_id);

struct EscalationStep {
  std::int64_t id = 0, escalation_id = 0;
  int firing = 1;
  std::string recipient;          // "person:ID", …, "exec:…": see alert/recipients.h
  std::vector<Channel> channels;  // each of them; empty: one, as they prefer
  bool wakes = true;              // in quiet hours, too
  int missed = 0;                 // steps before it that no run had fired
  Instant at{};
  std::optional<Instant> plan_at;
  std::optional<StepOutcome> outcome;
  // Of its escalation.
  std::int64_t alert_id = 0;
  int number = 1;
  Instant started_at{};
};
// Once, however often it is decided. False: it was there.
bool add_escalation_step(Database& db, const EscalationStep& step);
// Those that wait for planning by `now`, earliest first.
std::vector<EscalationStep> steps_to_plan(Database& db, Instant now, std::int64_t limit);
void step_is_planned(Database& db, std::int64_t id, StepOutcome outcome);
void plan_step_later(Database& db, std::int64_t id, Instant at);
std::vector<EscalationStep> steps_of_escalation(Database& db, std::int64_t escalation_id);

}  // namespace tocsin::store
