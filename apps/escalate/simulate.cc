// simulate: who would be told what and when, by the code that runs live; for one alert, or for what
// there was.

#include "escalate/simulate.h"

#include <algorithm>
#include <optional>

#include "base/file.h"
#include "base/time.h"
#include "commands.h"
#include "escalate/policy_file.h"
#include "escalate/replay.h"
#include "notify/settings.h"

namespace tocsin::escalate_tool {
namespace {

constexpr std::size_t kLargest = (1U << 20) + 1;
constexpr Duration kSimulated = std::chrono::days{7};

const escalate::Policy* choose(const escalate::Surroundings& around, const std::string& name,
                               const alert::Alert& alert, Instant at) {
  if (name.empty()) {
    return escalate::policy_of(escalate::facts_for_policy(alert), around.policies, at,
                               around.is_open);
  }
  for (const escalate::Policy& p : around.policies) {
    if (p.name == name) return &p;
  }
  fail(Exit::no_input, "there is no escalation policy '{}'", name);
}

// An alert as the policy wants it, where none was named: nobody's in particular.
alert::Alert stand_in(const escalate::Surroundings& around, const std::string& policy) {
  alert::Alert out;
  out.facts.priority = kCritical;
  for (const escalate::Policy& p : around.policies) {
    if (p.name != policy) continue;
    if (!p.match.priorities.empty()) out.facts.priority = p.match.priorities.front();
    if (!p.match.kinds.empty()) out.facts.kind = p.match.kinds.front();
    if (!p.match.organizations.empty()) {
      out.facts.labels["organization"] = p.match.organizations.front();
    }
  }
  return out;
}

escalate::FindTarget with_somebody_responsible(const escalate::FindTarget& find) {
  return [find](const escalate::Target& target, const std::vector<Channel>& channels) {
    if (target.kind == escalate::TargetKind::responsible) {
      return escalate::Found{{{"person", "the responsible person", channels}}, {}};
    }
    if (target.kind == escalate::TargetKind::emergency) {
      return escalate::Found{{{"emergency", "their emergency contacts", channels}}, {}};
    }
    return find(target, channels);
  };
}

Exit replay(cli::Run& run, const SimulateOptions& given) {
  const auto around = surroundings_of(run);
  if (!given.file.empty()) {
    around->policies = escalate::read_policies(read_file(given.file, kLargest), given.file);
  }
  const auto settings = notify::read_settings(run.config());
  const auto whole = [](Duration d) { return std::chrono::floor<std::chrono::minutes>(d); };
  const Duration until = settings.quiet.until;
  const bool over_midnight = until <= settings.quiet.from;
  const escalate::Night night{
      {whole(settings.quiet.from), whole(over_midnight ? until + std::chrono::days{1} : until)},
      settings.quiet.time_zone};
  const auto found =
      escalate::replay(run.db(), *around, night, run.now() - *given.since, run.now());
  const auto row = [&](const char* which, const escalate::Told& told) {
    const auto first = escalate::median(told.until_first);
    return OrderedJson{
        {"history", which},
        {"alerts", found.alerts},
        {"escalated", told.escalations},
        {"messages", told.messages},
        {"at_night", told.at_night},
        {"first_told_p50", first ? OrderedJson(say_duration(*first)) : OrderedJson()}};
  };
  run.out().rows({{"history", "HISTORY"},
                  {"alerts", "ALERTS", true},
                  {"escalated", "ESCALATED", true},
                  {"messages", "MESSAGES", true},
                  {"at_night", "AT NIGHT", true},
                  {"first_told_p50", "FIRST TOLD AFTER"}},
                 {row("as it was", found.then), row("replayed", found.now)});
  return Exit::ok;
}

}  // namespace

Exit simulate(cli::Run& run, const SimulateOptions& given) {
  if (given.since) return replay(run, given);
  if (given.policy.empty() && given.alert.empty()) {
    fail(Exit::usage, "simulate needs --policy, --alert or --since");
  }
  const auto around = surroundings_of(run);
  const Instant at = given.at.value_or(run.now());
  alert::Alert alert = stand_in(*around, given.policy);
  if (!given.alert.empty()) {
    const auto found = alert::find_public(run.db(), given.alert);
    if (!found) fail(Exit::no_input, "no alert '{}'", given.alert);
    alert = *found;
  }
  const escalate::Policy* policy = choose(*around, given.policy, alert, at);
  if (policy == nullptr || policy->max_attempts == 0) {
    run.out().line("It would not escalate.");
    return Exit::no;
  }
  std::optional<escalate::Lookup> lookup;
  const auto facts_at = [&](Instant t) {
    escalate::Facts f = lookup.emplace(run.db(), *around, t).facts_of(alert);
    const bool acknowledged = given.ack_after && t >= at + *given.ack_after;
    f.status = acknowledged ? AlertStatus::acknowledged : AlertStatus::active;
    if (acknowledged) f.acknowledged_at = at + *given.ack_after;
    if (given.alert.empty()) f.find = with_somebody_responsible(f.find);
    return f;
  };
  escalate::Begin how{.public_id = "simulated", .at_once = std::nullopt};
  how.at = at;
  if (escalate::Lookup(run.db(), *around, at).is_emergency(alert)) {
    how.at_once = EscalationReason::emergency_setting;
  }
  std::vector<OrderedJson> rows;
  const auto simulated =
      escalate::simulate(*policy, escalate::begin(*policy, how), facts_at, at + kSimulated);
  for (auto event : simulated.events) {
    if (event.act == EscalationAct::ended && event.reason == EscalationReason::acknowledged) {
      event.at = at + *given.ack_after;
    }
    OrderedJson row = row_of(event);
    row.erase("escalation");
    row["after"] = say_duration(event.at - at);
    rows.push_back(std::move(row));
  }
  print_rows(run, rows, "Nobody would be told.");
  return Exit::ok;
}

}  // namespace tocsin::escalate_tool
