#include "escalate/decide.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/time.h"

namespace tocsin::escalate {
namespace {

using Act = EscalationAct;
using Reason = EscalationReason;

struct Firing {
  std::map<std::string, std::vector<Channel>> by_recipient;
  int late = 0;

  void add(const std::string& recipient, const std::vector<Channel>& channels) {
    auto& known = by_recipient[recipient];
    for (const Channel c : channels) {
      if (std::find(known.begin(), known.end(), c) == known.end()) known.push_back(c);
    }
  }
};

class Look {
 public:
  Look(const Policy& policy, const store::Escalation& e, const Facts& facts, Instant now)
      : policy_(policy), facts_(facts), now_(now), out_{.next = e} {}

  Decision take() {
    if (!is_over() && !is_held()) {
      resume();
      hurry();
      if (e_.due_at > now_) {
        e_.next_at = e_.due_at;
      } else if (!defer()) {
        fire();
      }
    }
    return std::move(out_);
  }

 private:
  void note(Act act, std::optional<Reason> reason, std::string detail = {}) {
    out_.events.push_back({e_.id, now_, act, e_.round, e_.step, reason, std::move(detail)});
  }

  void end(Reason reason, Instant at) {
    note(Act::ended, reason);
    e_.state = EscalationState::ended;
    e_.reason = reason;
    e_.ended_at = at;
    e_.next_at.reset();
    e_.hurried_by.reset();
  }

  bool is_over() {
    switch (facts_.status) {
      case AlertStatus::resolved:
        end(Reason::resolved, facts_.ended_at.value_or(now_));
        return true;
      case AlertStatus::ignored:
        end(Reason::ignored, facts_.ended_at.value_or(now_));
        return true;
      case AlertStatus::acknowledged: {
        const Instant at = facts_.acknowledged_at.value_or(now_);
        end(Reason::acknowledged, at);
        if (policy_.forgotten_after) out_.forgotten_at = at + *policy_.forgotten_after;
        return true;
      }
      case AlertStatus::active:
      case AlertStatus::snoozed:
        return false;
    }
    return false;
  }

  bool is_held() {
    std::optional<Hold> hold = facts_.hold;
    if (facts_.status == AlertStatus::snoozed) {
      hold = Hold{Reason::snoozed, facts_.snoozed_until, ""};
    }
    if (!hold) return false;
    const Instant until = hold->until.value_or(now_ + kLookAgain);
    if (e_.state != EscalationState::held || e_.reason != hold->reason) {
      note(Act::held, hold->reason, hold->detail);
    }
    e_.state = EscalationState::held;
    e_.reason = hold->reason;
    e_.next_at = until > now_ ? until : now_ + kLookAgain;
    return true;
  }

  // Time in which it was held is not time in which it was missed.
  void resume() {
    if (e_.state != EscalationState::held) return;
    note(Act::resumed, e_.reason);
    e_.state = EscalationState::running;
    e_.reason.reset();
    e_.due_at = std::max(e_.due_at, now_);
  }

  void hurry() {
    if (!e_.hurried_by || e_.due_at <= now_) return;
    note(Act::hurried, e_.hurried_by);
    e_.due_at = now_;
  }

  bool defer() {
    if (e_.hurried_by || !facts_.active_at || now_ - *facts_.active_at >= kActiveFor) return false;
    const Duration most = policy_.max_deferral.value_or(
        facts_.alert.priority >= kCritical ? kCriticalDeferral : kUsualDeferral);
    if (e_.deferred >= most) return false;
    const Instant until = std::min(*facts_.active_at + kActiveFor, now_ + (most - e_.deferred));
    note(Act::deferred, Reason::activity, "until " + format_instant(until));
    e_.deferred += until - now_;
    e_.due_at = until;
    e_.next_at = until;
    return true;
  }

  void fire() {
    Firing firing;
    Instant due = e_.due_at;
    const int round = e_.round;
    while (e_.round == round) {
      const bool is_late = now_ - due > kPunctual;
      tell(firing, is_late);
      firing.late += is_late;
      due = advance(due);
      if (due > now_ && !firing.by_recipient.empty()) break;
      if (firing.by_recipient.empty() && e_.round == round) due = std::min(due, now_);
    }
    // What comes next keeps its distance from what was told late.
    if (firing.late > 0 && e_.round == round) due = now_ + policy_.steps[e_.step].delay;
    for (const auto& [recipient, channels] : firing.by_recipient) {
      store::EscalationStep step;
      step.escalation_id = e_.id;
      step.firing = e_.firings + 1;
      step.recipient = recipient;
      step.channels = channels;
      step.wakes = policy_.wakes;
      step.missed = firing.late;
      step.at = now_;
      out_.steps.push_back(std::move(step));
    }
    if (!firing.by_recipient.empty()) ++e_.firings;
    e_.hurried_by.reset();
    e_.due_at = std::max(due, now_);
    e_.next_at = e_.due_at;
    if (e_.round > policy_.max_attempts) end(Reason::spent, now_);
  }

  void tell(Firing& firing, bool is_late) {
    const Step& step = policy_.steps[e_.step];
    if (!fits(step.only, facts_.alert, policy_.calendar, now_, facts_.is_open)) {
      note(Act::skipped, Reason::not_now);
      return;
    }
    for (const Target& target : step.to) {
      if (target.kind == TargetKind::emergency && facts_.alert.priority < kCritical) {
        note(Act::skipped, Reason::not_critical, text_of(target));
        continue;
      }
      const Found found = facts_.find(target, step.channels);
      for (const Called& who : found.called) {
        firing.add(who.recipient, who.channels);
        note(Act::told, is_late ? Reason::late : Reason::unacknowledged, said(who, target));
      }
      for (const Lack& lack : found.lacks) {
        note(Act::failed, lack.reason, fmt::format("{} ({})", lack.name, text_of(target)));
        out_.lacks.push_back(lack);
      }
    }
  }

  static std::string said(const Called& who, const Target& target) {
    std::string by;
    for (const Channel c : who.channels) {
      by += fmt::format("{}{}", by.empty() ? " by " : ", ", word(c));
    }
    return fmt::format("{}{} ({})", who.name, by, text_of(target));
  }

  // The time of the step that is next then.
  Instant advance(Instant due) {
    const Instant from = now_ - due > kPunctual ? now_ : due;
    if (e_.step + 1 < policy_.steps.size()) {
      ++e_.step;
      return due + policy_.steps[e_.step].delay;
    }
    ++e_.round;
    e_.step = policy_.repeat_from;
    return from + gap_before(policy_, e_.round, e_.public_id);
  }

  const Policy& policy_;
  const Facts& facts_;
  const Instant now_;
  Decision out_;
  store::Escalation& e_ = out_.next;
};

}  // namespace

Decision decide(const Policy& policy, const store::Escalation& escalation, const Facts& facts,
                Instant now) {
  return Look(policy, escalation, facts, now).take();
}

store::Escalation begin(const Policy& policy, const Begin& how) {
  store::Escalation e;
  e.public_id = how.public_id;
  e.alert_id = how.alert_id;
  e.number = how.number;
  e.policy = policy.name;
  e.plan = to_json(policy).dump();
  e.started_at = how.at;
  e.due_at = how.at + gap_before(policy, 1, how.public_id);
  e.next_at = how.at_once ? how.at : e.due_at;
  e.hurried_by = how.at_once;
  return e;
}

std::string say_place(const Policy& policy, int round, std::size_t step) {
  return fmt::format("round {} of {}, step {} of {}", round, policy.max_attempts, step + 1,
                     policy.steps.size());
}

}  // namespace tocsin::escalate
