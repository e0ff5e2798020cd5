#include "escalate/lacks.h"

#include <fmt/format.h>

#include "alert/planning.h"
#include "base/text.h"

namespace tocsin::escalate {
namespace {

constexpr std::string_view kNobodyOnCall = "nobody_on_call", kStuck = "stuck_work";
constexpr std::string_view kUnreachable = "unreachable/";  // how keys begin
const char* const kBy = "by";                              // the label that names channels

std::string names_of(const std::vector<Channel>& channels) {
  std::string out;
  for (const Channel c : channels) out += fmt::format("{}{}", out.empty() ? "" : ",", word(c));
  return out;
}

std::vector<Channel> channels_in(const Json& labels) {
  std::vector<Channel> out;
  for (const std::string& name : split(labels.value(kBy, ""), ',')) {
    if (const auto c = from_word<Channel>(name)) out.push_back(*c);
  }
  return out;
}

}  // namespace

void tell_lack(store::Database& db, alert::Trail& trail, const Lack& lack) {
  const bool on_call = lack.reason == EscalationReason::nobody_on_call;
  AlertDraft draft;
  draft.kind = on_call ? kNobodyOnCall : kStuck;
  draft.priority = default_priority(draft.kind);
  const auto colon = lack.subject.find(':');
  draft.subject = {colon == std::string::npos ? "target" : lack.subject.substr(0, colon),
                   colon == std::string::npos ? lack.subject : lack.subject.substr(colon + 1)};
  draft.labels = {{"kind", draft.kind}};
  draft.recipients = {"role:ops_manager", "role:super_admin"};
  if (on_call) {
    draft.dedup_key = fmt::format("{}/{}", kNobodyOnCall, lack.name);
    draft.title = fmt::format("Nobody is on call: {}", lack.name);
    draft.body = fmt::format(
        "By the schedule {} nobody is on call now: an alert that nobody acknowledges would go on "
        "to "
        "whoever is next. tocsin schedule gaps {} lists the times without anybody.",
        lack.name, lack.name);
  } else {
    draft.dedup_key = fmt::format("{}{}", kUnreachable, lack.subject);
    draft.labels[kBy] = names_of(lack.channels);
    draft.title = fmt::format("Escalation cannot reach {}", lack.name);
    draft.body = fmt::format(
        "An alert that nobody acknowledged was to reach {}, and {}. Whoever is next was told.",
        lack.name, explain(lack.reason));
  }
  alert::raise(db, trail, draft);
}

void end_mended_lacks(store::Database& db, alert::Trail& trail, Lookup& lookup) {
  for (const alert::Alert& a : alert::open_of_kind(db, kNobodyOnCall)) {
    if (lookup.on_call(a.facts.subject.id).empty()) continue;
    (void)alert::resolve(db, trail, a.id, "somebody is on call again");
  }
  for (const alert::Alert& a : alert::open_of_kind(db, kStuck)) {
    if (!a.facts.labels.contains(kBy)) continue;
    const std::string token = fmt::format("{}:{}", a.facts.subject.type, a.facts.subject.id);
    if (const auto program = alert::program_in(token)) {
      if (!lookup.can_run(*program)) continue;
    } else {
      const auto who = alert::resolve_recipients(db, token);
      if (who.empty() || !lookup.can_reach(who.front(), channels_in(a.facts.labels))) continue;
    }
    (void)alert::resolve(db, trail, a.id, "they can be reached again");
  }
}

}  // namespace tocsin::escalate
