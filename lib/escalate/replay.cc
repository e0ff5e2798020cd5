#include "escalate/replay.h"

#include <algorithm>
#include <map>

#include "alert/escalating.h"
#include "escalate/simulate.h"
#include "store/people.h"

namespace tocsin::escalate {
namespace {

constexpr std::int64_t kPage = 500;

class Replaying {
 public:
  Replaying(store::Database& db, const Surroundings& surroundings, const Night& night,
            Instant until)
      : db_(db), around_(surroundings), night_(night), until_(until) {}

  Replay run(Instant since) {
    std::int64_t last = 0;
    for (bool more = true; more;) {
      const auto alerts = alert::raised_between(db_, since, until_, last, kPage);
      for (const alert::Alert& a : alerts) take(a);
      more = std::ssize(alerts) == kPage;
      if (!alerts.empty()) last = alerts.back().id;
    }
    return std::move(out_);
  }

 private:
  void take(alert::Alert a) {
    if (is_direct_kind(a.facts.kind)) return;
    ++out_.alerts;
    std::vector<store::EscalationStep> then;
    for (const store::Escalation& e : store::escalations_of_alert(db_, a.id)) {
      for (auto& step : store::steps_of_escalation(db_, e.id)) then.push_back(std::move(step));
    }
    add(out_.then, a, then);
    a.muted_by.clear();
    add(out_.now, a, would_be(a));
  }

  std::vector<store::EscalationStep> would_be(const alert::Alert& a) {
    const Instant from = a.first_seen_at;
    const Policy* policy = policy_of(facts_for_policy(a), around_.policies, from, around_.is_open);
    if (policy == nullptr || policy->max_attempts == 0) return {};
    std::optional<Lookup> lookup;
    const auto facts_at = [&](Instant t) {
      lookup.emplace(db_, around_, t);
      Facts f = lookup->facts_of(a);
      f.status = status_at(a, t);
      return f;
    };
    Begin how{.public_id = a.public_id, .at_once = std::nullopt};
    how.at = from;
    if (Lookup(db_, around_, from).is_emergency(a)) {
      how.at_once = EscalationReason::emergency_setting;
    }
    return simulate(*policy, begin(*policy, how), facts_at, until_).steps;
  }

  static AlertStatus status_at(const alert::Alert& a, Instant t) {
    if (a.ended_at && t >= *a.ended_at) return AlertStatus::resolved;
    if (a.acknowledged_at && t >= *a.acknowledged_at) return AlertStatus::acknowledged;
    return AlertStatus::active;
  }

  void add(Told& to, const alert::Alert& a, const std::vector<store::EscalationStep>& steps) {
    if (steps.empty()) return;
    ++to.escalations;
    Instant first = steps.front().at;
    for (const store::EscalationStep& s : steps) {
      const auto messages = std::max<std::int64_t>(1, std::ssize(s.channels));
      to.messages += messages;
      if (is_night(s)) to.at_night += messages;
      first = std::min(first, s.at);
    }
    to.until_first.push_back(first - a.first_seen_at);
  }

  bool is_night(const store::EscalationStep& step) {
    const LocalTime local = zone_of(step.recipient).to_local(step.at);
    const Duration of_day = local - std::chrono::floor<std::chrono::days>(local);
    const HourRange& h = night_.hours;
    return (of_day >= h.from && of_day < h.until) || of_day + std::chrono::days{1} < h.until;
  }

  const Zone& zone_of(const std::string& recipient) {
    const auto there = zones_.find(recipient);
    if (there != zones_.end()) return there->second;
    std::string name = night_.zone;
    const auto who = alert::resolve_recipients(db_, recipient);
    if (!who.empty() && who.front().kind == alert::RecipientId::Kind::person) {
      const auto person = store::find_person(db_, who.front().id);
      if (person && Zone::exists(person->time_zone)) name = person->time_zone;
    }
    return zones_.emplace(recipient, Zone::find(name)).first->second;
  }

  store::Database& db_;
  const Surroundings& around_;
  const Night& night_;
  const Instant until_;
  std::map<std::string, Zone> zones_;
  Replay out_;
};

}  // namespace

Replay replay(store::Database& db, const Surroundings& surroundings, const Night& night,
              Instant since, Instant until) {
  return Replaying(db, surroundings, night, until).run(since);
}

std::optional<Duration> median(std::vector<Duration> all) {
  if (all.empty()) return std::nullopt;
  const auto middle = all.begin() + (std::ssize(all) - 1) / 2;
  std::nth_element(all.begin(), middle, all.end());
  return *middle;
}

}  // namespace tocsin::escalate
