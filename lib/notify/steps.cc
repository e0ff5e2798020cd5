#include "notify/steps.h"

#include <algorithm>
#include <iterator>

#include "alert/recipients.h"
#include "base/fault.h"
#include "notify/facts.h"
#include "notify/identity.h"
#include "notify/outbox.h"
#include "store/destinations.h"
#include "store/escalations.h"

namespace tocsin::notify {
namespace {

constexpr std::int64_t kChunk = 500;
// More than an escalation has firings: policies have at most 20 steps and 50 rounds.
constexpr int kMostFirings = 10'000;

int ordinal_of(const store::EscalationStep& step) {
  return step.number * kMostFirings + step.firing;
}

Unanswered unanswered_at(const store::EscalationStep& step, Instant now) {
  return {now - step.started_at, step.missed};
}

class StepPlanner {
 public:
  StepPlanner(store::Database& db, Carriers& carriers, const Settings& settings,
              const PlanOptions& options, RunFacts& facts)
      : db_(db),
        options_(options),
        facts_(facts),
        outbox_(db, carriers, settings, options, facts) {}

  // True if there may be more.
  bool chunk(PlanResult& total) {
    PlanResult result;
    bool again = false, more = false;
    const auto body = [&] {
      result = {};
      if (again) facts_.forget();
      again = true;
      facts_.refresh();
      const auto steps = store::steps_to_plan(db_, options_.now, kChunk);
      more = std::ssize(steps) == kChunk;
      for (const store::EscalationStep& s : steps) plan_one(s, result);
      Json made = outbox_.take_made();
      if (options_.dry_run || steps.empty()) return;
      alert::Trail trail(db_, options_.actor, options_.now);
      trail.note("notify.plan_steps", "outbox", "",
                 {{"steps", steps.size()}, {"messages", std::move(made)}});
      trail.flush();
      fault_point("notify.steps.before_commit");
    };
    if (options_.dry_run) {
      body();
    } else {
      db_.transaction(body);
      fault_point("notify.steps_planned");
    }
    for (const auto& [name, count] : result.counts) total.counts[name] += count;
    std::move(result.messages.begin(), result.messages.end(), std::back_inserter(total.messages));
    return more && !options_.dry_run;
  }

 private:
  void plan_one(const store::EscalationStep& step, PlanResult& result) {
    const auto alert = alert::find(db_, step.alert_id);
    if (const auto reason = alert ? overtaken(alert->status) : Reason::no_longer_true) {
      Dropped d;
      d.stage = "escalation";
      d.reason = *reason;
      outbox_.record(step.alert_id, d);
      ++result.counts["suppressed"];
      return settle(step, StepOutcome::dropped);
    }
    const Notice notice = notice_for(*alert, step);
    const Batch batch = decide(candidates(notice, step), facts_.chain());
    bool told = false;
    for (const Item& item : batch.items) told = outbox_.put(item, result) || told;
    std::optional<Instant> again_at;
    for (const Dropped& d : batch.dropped) {
      outbox_.record(step.alert_id, d);
      ++result.counts["suppressed"];
      if (d.again_at) again_at = std::min(again_at.value_or(*d.again_at), *d.again_at);
    }
    if (told) return settle(step, StepOutcome::planned);
    if (options_.dry_run) return;
    if (again_at && *again_at > options_.now) {
      store::plan_step_later(db_, step.id, *again_at);
      return;
    }
    settle(step, StepOutcome::unreachable);
    store::look_at_escalation(db_, step.alert_id, options_.now, EscalationReason::unreachable);
  }

  void settle(const store::EscalationStep& step, StepOutcome outcome) {
    if (!options_.dry_run) store::step_is_planned(db_, step.id, outcome);
  }

  Notice notice_for(const alert::Alert& alert, const store::EscalationStep& step) const {
    Notice n = notice_of(alert);
    n.purpose = Purpose::escalation;
    n.ordinal = ordinal_of(step);
    n.wakes = step.wakes;
    n.unanswered = unanswered_at(step, options_.now);
    return n;
  }

  // One item a channel, so that all of them are used and not the first that can be.
  Batch candidates(const Notice& notice, const store::EscalationStep& step) {
    Batch batch;
    for (const Recipient* known : recipients_of(step)) {
      Item item;
      item.notice = &notice;
      item.recipient = facts_.people().as_told_of(known, notice);
      if (step.channels.empty()) batch.items.push_back(item);
      for (const Channel c : step.channels) {
        batch.items.push_back(item);
        batch.items.back().channels = {c};
      }
    }
    if (!batch.items.empty()) return batch;
    Dropped nobody;
    nobody.notice = &notice;
    nobody.stage = "escalation";
    nobody.reason = Reason::nobody;
    nobody.detail = step.recipient;
    batch.dropped.push_back(std::move(nobody));
    return batch;
  }

  std::vector<const Recipient*> recipients_of(const store::EscalationStep& step) {
    const auto program = alert::program_in(step.recipient);
    if (!program) return facts_.people().resolve(step.recipient);
    const std::string exec(word(Channel::exec));
    auto place = store::find_destination(db_, store::Owner{}, exec, *program);
    if (!place) {
      place.emplace();
      place->channel = exec;
      place->address = *program;
      if (!options_.dry_run) place->id = store::save_destination(db_, *place, options_.now).id;
    }
    return {facts_.people().program(*place)};
  }

  store::Database& db_;
  const PlanOptions& options_;
  RunFacts& facts_;
  Outbox outbox_;
};

}  // namespace

void say_unanswered(store::Database& db, const store::Message& m, Instant now, Notice& notice) {
  if (m.purpose != Purpose::escalation || !m.alert_id) return;
  const auto ordinal = ordinal_in(m.identity);
  for (const store::Escalation& e : store::escalations_of_alert(db, *m.alert_id)) {
    for (const store::EscalationStep& step : store::steps_of_escalation(db, e.id)) {
      if (ordinal_of(step) != ordinal) continue;
      notice.unanswered = unanswered_at(step, now);
      notice.wakes = step.wakes;
      return;
    }
  }
}

void plan_steps(store::Database& db, Carriers& carriers, const Settings& settings,
                const PlanOptions& options, RunFacts& facts, PlanResult& total) {
  StepPlanner planner(db, carriers, settings, options, facts);
  while (planner.chunk(total)) {
  }
}

}  // namespace tocsin::notify
