#include "escalate/run.h"

#include <algorithm>
#include <limits>

#include "alert/audit.h"
#include "alert/clock.h"
#include "alert/escalating.h"
#include "base/fault.h"
#include "base/id.h"
#include "base/log.h"
#include "escalate/audit.h"
#include "escalate/lacks.h"

namespace tocsin::escalate {
namespace {

// What a transaction touches fits the cache of a connection.
constexpr std::int64_t kBatch = 200;
constexpr std::int64_t kMostOverdue = 1000;

class EscalationRun {
 public:
  EscalationRun(store::Database& db, const Surroundings& surroundings, const EscalationJob& job)
      : db_(db),
        surroundings_(surroundings),
        job_(job),
        lookup_(db, surroundings, job.now),
        trail_(db, job.actor, job.now) {}

  alert::Counts run() {
    const auto overdue =
        store::overdue_escalations(db_, job_.now - kStuckAfter, kMostOverdue).size();
    repeat([&](std::int64_t most) {
      const auto alerts = alert::to_escalate(db_, job_.now, most);
      for (const alert::Alert& a : alerts) consider(a);
      return std::ssize(alerts);
    });
    repeat([&](std::int64_t most) {
      const auto due = store::escalations_due(db_, job_.now, most);
      fault_point("escalate.loaded");
      for (const store::Escalation& e : due) look(e);
      fault_point("escalate.decided");
      return std::ssize(due);
    });
    transaction([&] {
      tell_empty_schedules(db_, trail_, surroundings_, lookup_);
      end_mended_lacks(db_, trail_, lookup_);
      tell_stuck(db_, trail_, stuck(db_, surroundings_, job_.now, overdue));
    });
    fault_point("escalate.audited");
    return counts_;
  }

 private:
  // Batches until one is not full.
  template <typename Batch>
  void repeat(const Batch& batch) {
    std::int64_t left = job_.limit.value_or(std::numeric_limits<std::int64_t>::max());
    for (bool more = true; more && left > 0;) {
      const alert::Counts before = counts_;
      const std::int64_t most = std::min(kBatch, left);
      std::int64_t seen = 0;
      transaction([&] {
        counts_ = before;
        seen = batch(most);
      });
      fault_point("escalate.committed");
      left -= seen;
      more = seen == most;
    }
  }

  template <typename Body>
  void transaction(const Body& body) {
    db_.transaction([&] {
      trail_.clear();
      lookup_.forget();
      body();
      trail_.flush();
    });
  }

  // Whether a new or risen alert escalates, or one that was acknowledged was forgotten.
  void consider(const alert::Alert& a) {
    alert::escalation_looked(db_, a.id, std::nullopt);
    if (a.status == AlertStatus::acknowledged) {
      // It is to be looked at again as one that is active.
      (void)alert::reactivate(db_, trail_, a.id, explain(EscalationReason::forgotten));
      return begin_for(*alert::find(db_, a.id), EscalationReason::forgotten);
    }
    if (alert::has_slept(a, job_.now)) {
      alert::wake(db_, trail_, a);
      return begin_for(*alert::find(db_, a.id), std::nullopt);
    }
    if (a.status == AlertStatus::snoozed) {  // the clock has gone back
      alert::escalation_looked(db_, a.id, a.snoozed_until);
    }
    if (a.status == AlertStatus::active) begin_for(a, std::nullopt);
  }

  void begin_for(const alert::Alert& a, std::optional<EscalationReason> because) {
    alert::escalation_looked(db_, a.id, std::nullopt);
    const Policy* policy =
        policy_of(facts_for_policy(a), surroundings_.policies, job_.now, surroundings_.is_open);
    if (policy == nullptr || policy->max_attempts == 0) return;
    const auto before = store::escalations_of_alert(db_, a.id);
    if (!before.empty() && before.back().state != EscalationState::ended) {
      if (before.back().policy == policy->name) return;
      end(before.back(), EscalationReason::risen);
    }
    Begin how{.public_id = new_id(IdKind::escalation, job_.now), .at_once = std::nullopt};
    how.alert_id = a.id;
    how.number = static_cast<int>(before.size()) + 1;
    how.at = because ? job_.now : a.escalate_at.value_or(job_.now);
    if (lookup_.is_emergency(a)) how.at_once = EscalationReason::emergency_setting;
    const store::Escalation e = begin(*policy, how);
    const auto id = store::add_escalation(db_, e);
    if (!id) return;
    store::add_escalation_event(
        db_, {*id, how.at, EscalationAct::started, 1, 0, because, "policy " + policy->name});
    trail_.note("escalation.started", "escalation", e.public_id,
                {{"alert", a.public_id}, {"policy", policy->name}});
    ++counts_["started"];
  }

  void end(store::Escalation e, EscalationReason why) {
    e.state = EscalationState::ended;
    e.reason = why;
    e.ended_at = job_.now;
    e.next_at.reset();
    e.hurried_by.reset();
    store::save_escalation(db_, e);
    store::add_escalation_event(db_,
                                {e.id, job_.now, EscalationAct::ended, e.round, e.step, why, ""});
    ++counts_["ended"];
  }

  void look(const store::Escalation& e) {
    ++counts_["looked"];
    const auto alert = alert::find(db_, e.alert_id);
    if (!alert) return end(e, EscalationReason::resolved);
    const Decision d =
        decide(policy_from(Json::parse(e.plan)), e, lookup_.facts_of(*alert), job_.now);
    save(*alert, d);
  }

  void save(const alert::Alert& alert, const Decision& d) {
    store::save_escalation(db_, d.next);
    for (const auto& event : d.events) {
      store::add_escalation_event(db_, event);
      if (event.act == EscalationAct::held) ++counts_["held"];
      if (event.act == EscalationAct::ended) ++counts_["ended"];
      if (event.act == EscalationAct::failed) {
        ++counts_["failed"];
        log::warning(d.next.public_id, "{} cannot be told: {}", event.detail,
                     explain(*event.reason));
      }
    }
    Json told = Json::array();
    for (const auto& step : d.steps) {
      if (!store::add_escalation_step(db_, step)) continue;
      ++counts_["told"];
      told.push_back(step.recipient);
    }
    for (const Lack& lack : d.lacks) tell_lack(db_, trail_, lack);
    if (d.forgotten_at) alert::escalation_looked(db_, alert.id, d.forgotten_at);
    if (told.empty() && d.next.state != EscalationState::ended) return;
    trail_.note(told.empty() ? "escalation.ended" : "escalation.told", "escalation",
                d.next.public_id, {{"alert", alert.public_id}, {"told", std::move(told)}});
  }

  store::Database& db_;
  const Surroundings& surroundings_;
  const EscalationJob& job_;
  Lookup lookup_;
  alert::Trail trail_;
  alert::Counts counts_{{"started", 0}, {"looked", 0}, {"told", 0}, {"ended", 0}};
};

}  // namespace

alert::Counts run_escalations(store::Database& db, const Surroundings& surroundings,
                              const EscalationJob& job) {
  if (!job.dry_run) alert::obey_clock(db, job.now);
  EscalationRun run(db, surroundings, job);
  return job.dry_run ? db.rehearse([&] { return run.run(); }) : run.run();
}

}  // namespace tocsin::escalate
