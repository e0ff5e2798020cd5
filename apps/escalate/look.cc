// show, list: how escalations stand.

#include <algorithm>
#include <optional>

#include "base/id.h"
#include "base/text.h"
#include "base/time.h"
#include "commands.h"
#include "escalate/simulate.h"
#include "store/messages.h"

namespace tocsin::escalate_tool {
namespace {

constexpr std::int64_t kMostListed = 1000;
constexpr Duration kShownAhead = std::chrono::days{7};

struct Shown {
  std::optional<alert::Alert> alert;
  std::vector<store::Escalation> escalations;
};

Shown find(cli::Run& run, const std::string& typed) {
  Shown out;
  const auto id = canonical_id(typed);
  if (id && id->front() == static_cast<char>(IdKind::escalation)) {
    if (const auto e = store::find_escalation(run.db(), *id)) {
      return {alert::find(run.db(), e->alert_id), {*e}};
    }
  }
  out.alert = alert::find_public(run.db(), typed);
  if (!out.alert) fail(Exit::no_input, "no alert or escalation '{}'", typed);
  out.escalations = store::escalations_of_alert(run.db(), out.alert->id);
  return out;
}

// What came of a step comes before the end that it may have been.
bool is_before(const OrderedJson& a, const OrderedJson& b) {
  const auto key = [](const OrderedJson& row) {
    return std::pair(row["at"].get<std::string>(), row["act"] == word(EscalationAct::ended));
  };
  return key(a) < key(b);
}

// What was sent in an escalation's time because of its steps.
void add_messages(cli::Run& run, const store::Escalation& e, std::vector<OrderedJson>& rows) {
  for (const store::Message& m : store::messages_of_alert(run.db(), e.alert_id)) {
    if (m.purpose != Purpose::escalation || m.created_at < e.started_at) continue;
    if (e.ended_at && m.created_at > *e.ended_at) continue;
    rows.push_back({{"escalation", e.public_id},
                    {"at", format_instant(m.created_at)},
                    {"act", "message"},
                    {"round", nullptr},
                    {"step", nullptr},
                    {"what", fmt::format("{} {} to {}: {}", m.public_id, word(m.channel),
                                         mask_address(m.address), word(m.state))},
                    {"because", explain(m.reason)}});
  }
}

void add_future(cli::Run& run, const store::Escalation& e, const alert::Alert& alert,
                std::vector<OrderedJson>& rows) {
  const auto surroundings = surroundings_of(run);
  std::optional<escalate::Lookup> lookup;
  const auto facts_at = [&](Instant t) {
    return lookup.emplace(run.db(), *surroundings, t).facts_of(alert);
  };
  const auto policy = escalate::policy_from(Json::parse(e.plan));
  for (const auto& event :
       escalate::simulate(policy, e, facts_at, run.now() + kShownAhead).events) {
    OrderedJson row = row_of(event);
    row["escalation"] = e.public_id;
    row["act"] = fmt::format("will be {}", word(event.act));
    rows.push_back(std::move(row));
  }
}

}  // namespace

OrderedJson row_of(const store::EscalationEvent& event) {
  return {{"escalation", ""},
          {"at", format_instant(event.at)},
          {"act", word(event.act)},
          {"round", event.round},
          {"step", event.step + 1},
          {"what", event.detail},
          {"because", event.reason ? OrderedJson(explain(*event.reason)) : OrderedJson()}};
}

void print_rows(cli::Run& run, const std::vector<OrderedJson>& rows, std::string_view none) {
  run.out().rows({{"at", "AT"},
                  {"act", "ACT"},
                  {"round", "ROUND", true},
                  {"step", "STEP", true},
                  {"what", "WHAT"},
                  {"because", "BECAUSE"}},
                 rows, none);
}

Exit show(cli::Run& run, const std::string& id) {
  const Shown found = find(run, id);
  std::vector<OrderedJson> rows;
  for (const store::Escalation& e : found.escalations) {
    std::vector<OrderedJson> past;
    for (const auto& event : store::events_of_escalation(run.db(), e.id)) {
      past.push_back(row_of(event));
      past.back()["escalation"] = e.public_id;
    }
    add_messages(run, e, past);
    std::stable_sort(past.begin(), past.end(), is_before);
    rows.insert(rows.end(), past.begin(), past.end());
    if (e.next_at && found.alert) add_future(run, e, *found.alert, rows);
  }
  print_rows(run, rows, "It has not escalated.");
  return rows.empty() ? Exit::no : Exit::ok;
}

Exit list(cli::Run& run) {
  std::vector<OrderedJson> rows;
  for (const store::Escalation& e :
       store::open_escalations(run.db(), run.limit().value_or(kMostListed))) {
    const auto alert = alert::find(run.db(), e.alert_id);
    rows.push_back({{"escalation", e.public_id},
                    {"alert", alert ? alert->public_id : ""},
                    {"priority", alert ? alert->facts.priority : 0},
                    {"title", alert ? alert->facts.title : ""},
                    {"policy", e.policy},
                    {"state", word(e.state)},
                    {"because", e.reason ? OrderedJson(explain(*e.reason)) : OrderedJson()},
                    {"round", e.round},
                    {"step", e.step + 1},
                    {"next_at", format_instant(*e.next_at)}});
  }
  run.out().rows({{"escalation", "ESCALATION"},
                  {"priority", "PRIORITY", true},
                  {"title", "TITLE"},
                  {"policy", "POLICY"},
                  {"state", "STATE"},
                  {"round", "ROUND", true},
                  {"step", "STEP", true},
                  {"next_at", "NEXT AT"}},
                 rows, "Nothing is escalating.");
  return Exit::ok;
}

}  // namespace tocsin::escalate_tool
