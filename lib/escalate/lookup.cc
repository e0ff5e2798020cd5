#include "escalate/lookup.h"

#include <algorithm>
#include <iterator>

#include "base/error.h"
#include "base/id.h"
#include "base/log.h"
#include "escalate/live_schedule.h"
#include "escalate/schedule_file.h"
#include "store/activity.h"
#include "store/contacts.h"
#include "store/destinations.h"
#include "store/people.h"
#include "store/preferences.h"

namespace tocsin::escalate {
namespace {

using alert::RecipientId;

std::string label(const alert::Alert& alert, const char* name) {
  const Json& labels = alert.facts.labels;
  const auto found = labels.is_object() ? labels.find(name) : labels.end();
  return found != labels.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace

AlertFacts facts_for_policy(const alert::Alert& alert) {
  return {alert.facts.priority, alert.facts.kind, label(alert, "organization")};
}

void Lookup::forget() {
  on_call_.clear();
  resolved_.clear();
  known_.clear();
}

const Lookup::Ids& Lookup::resolve(const std::string& token) {
  const auto there = resolved_.find(token);
  if (there != resolved_.end()) return there->second;
  return resolved_[token] = alert::resolve_recipients(db_, token);
}

const Lookup::Known& Lookup::known(const RecipientId& who) {
  const auto [place, is_new] = known_.try_emplace(who);
  Known& k = place->second;
  if (!is_new) return k;
  const auto add = [&](const std::vector<store::Destination>& destinations) {
    for (const store::Destination& d : destinations) {
      const auto channel = from_word<Channel>(d.channel);
      if (!channel || !d.enabled || d.dead_at) continue;
      if (surroundings_.carried.contains(*channel)) k.usable.insert(*channel);
    }
  };
  if (who.kind == RecipientId::Kind::person) {
    const auto person = store::find_person(db_, who.id);
    k.name = person ? person->name : alert::token_of(who);
    k.disabled = !person || person->disabled;
    if (!k.disabled) add(store::destinations_of_person(db_, who.id));
  } else if (who.kind == RecipientId::Kind::contact) {
    const auto contact = store::find_contact(db_, who.id);
    k.name = contact ? contact->name : alert::token_of(who);
    k.disabled = !contact || known({RecipientId::Kind::person, contact->person_id}).disabled;
    if (!k.disabled) add(store::destinations_of_contact(db_, who.id));
  } else {
    const auto organization = store::find_organization(db_, who.id);
    k.name = organization ? organization->name : alert::token_of(who);
    add(store::destinations_of_organization(db_, who.id));
  }
  return k;
}

bool Lookup::can_run(const std::string& program) const {
  return surroundings_.carried.contains(Channel::exec) && surroundings_.may_run(program);
}

bool Lookup::can_reach(const RecipientId& who, const std::vector<Channel>& channels) {
  return channels.empty() ? !known(who).usable.empty() : !usable_of(who, channels).empty();
}

std::vector<Channel> Lookup::usable_of(const RecipientId& who,
                                       const std::vector<Channel>& channels) {
  const std::set<Channel>& usable = known(who).usable;
  std::vector<Channel> out;
  std::copy_if(channels.begin(), channels.end(), std::back_inserter(out),
               [&](Channel c) { return usable.contains(c); });
  return out;
}

Lookup::Ids Lookup::responsible(const alert::Alert& alert) {
  if (alert.assignee_id) return {{RecipientId::Kind::person, *alert.assignee_id}};
  Ids out;
  for (const std::string& token : alert.facts.recipients) {
    for (const RecipientId& who : resolve(token)) {
      if (std::find(out.begin(), out.end(), who) == out.end()) out.push_back(who);
    }
  }
  return out;
}

bool Lookup::is_emergency(const alert::Alert& alert) {
  const Ids who = responsible(alert);
  return std::any_of(who.begin(), who.end(), [&](const RecipientId& r) {
    if (r.kind != RecipientId::Kind::person) return false;
    const auto person = store::find_person(db_, r.id);
    const auto says =
        store::preferences(db_, r.id, person ? person->organization_id : std::nullopt);
    const auto found = says.find("emergency");
    return found != says.end() && found->second == true;
  });
}

Lookup::Ids Lookup::on_call(const std::string& schedule) {
  const auto there = on_call_.find(schedule);
  if (there != on_call_.end()) return there->second;
  Ids& out = on_call_[schedule];
  const auto file = surroundings_.schedules / (schedule + ".toml");
  try {
    if (!is_schedule_name(schedule)) fail(Exit::no_input, "'{}' is no name of one", schedule);
    const auto live =
        live_schedule(db_, load_schedule(file, surroundings_.zone), now_, now_ + Duration{1});
    if (const auto shift = on_call_at(live.schedule, live.changes, now_)) {
      for (const Who w : shift->people) {
        if (const auto id = live.schedule.people[w].id) {
          out.push_back({RecipientId::Kind::person, *id});
        }
      }
    }
  } catch (const Error& e) {
    log::error("", "schedule {} cannot be used: {}", schedule, e.what());
  }
  return out;
}

void Lookup::call(Found& found, const Ids& who, const std::vector<Channel>& channels, Ways ways) {
  const bool others_do = ways == Ways::these_first;
  for (const RecipientId& r : who) {
    const Known& k = known(r);
    if (can_reach(r, channels) || (others_do && can_reach(r, {}))) {
      found.called.push_back({alert::token_of(r), k.name, usable_of(r, channels)});
    } else {
      found.lacks.push_back({EscalationReason::unreachable, alert::token_of(r), k.name,
                             others_do ? std::vector<Channel>{} : channels});
    }
  }
}

Found Lookup::find_schedule(const std::string& name, const std::vector<Channel>& channels) {
  Found found;
  const Ids who = on_call(name);
  if (who.empty()) {
    found.lacks.push_back({EscalationReason::nobody_on_call, "schedule:" + name, name});
  }
  call(found, who, channels, Ways::these_first);
  return found;
}

Found Lookup::find_emergency(const Ids& responsible, const std::vector<Channel>& channels) {
  Found found;
  for (const RecipientId& r : responsible) {
    if (r.kind != RecipientId::Kind::person) continue;
    const std::string token = fmt::format("contacts:{}", r.id);
    const Ids& who = resolve(token);
    if (who.empty()) {
      found.lacks.push_back({EscalationReason::nobody, token,
                             fmt::format("the emergency contacts of {}", known(r).name)});
    }
    call(found, who, channels, Ways::these_first);
  }
  if (found.called.empty() && found.lacks.empty()) {
    found.lacks.push_back({EscalationReason::nobody, "emergency", "emergency contacts"});
  }
  return found;
}

Found Lookup::find_program(const std::string& program) const {
  const std::string token = text_of({TargetKind::exec, program});
  if (can_run(program)) return {{{token, program, {Channel::exec}}}, {}};
  return {{}, {{EscalationReason::not_runnable, token, program, {Channel::exec}}}};
}

Found Lookup::find(const Ids& responsible, const std::string& organization, const Target& target,
                   const std::vector<Channel>& channels) {
  if (target.kind == TargetKind::schedule) return find_schedule(target.name, channels);
  if (target.kind == TargetKind::emergency) return find_emergency(responsible, channels);
  if (target.kind == TargetKind::exec) return find_program(target.name);
  Found found;
  Ids who;
  std::vector<Channel> by = channels;
  if (target.kind == TargetKind::responsible) {
    who = responsible;
  } else if (target.kind == TargetKind::channel) {
    if (!organization.empty()) who = resolve("organization:" + organization);
    by = {*from_word<Channel>(target.name)};
  } else {
    who = resolve(text_of(target));
  }
  if (who.empty()) {
    found.lacks.push_back({EscalationReason::nobody, text_of(target), text_of(target)});
  }
  call(found, who, by, target.kind == TargetKind::channel ? Ways::only_these : Ways::these_first);
  return found;
}

Facts Lookup::facts_of(const alert::Alert& alert) {
  Facts f;
  f.alert = facts_for_policy(alert);
  f.status = alert.status;
  f.acknowledged_at = alert.acknowledged_at;
  f.snoozed_until = alert.snoozed_until;
  f.ended_at = alert.ended_at;
  f.hold = surroundings_.muted(alert, now_);
  if (!f.hold && alert.muted_by.starts_with(static_cast<char>(IdKind::alert))) {
    f.hold = Hold{EscalationReason::inhibited, std::nullopt, alert.muted_by};
  }
  const Ids who = responsible(alert);
  for (const RecipientId& r : who) {
    if (r.kind != RecipientId::Kind::person) continue;
    const auto at = store::last_activity(db_, r.id, now_);
    if (at && (!f.active_at || *at > *f.active_at)) f.active_at = at;
  }
  f.find = [this, who, organization = f.alert.organization](const Target& target,
                                                            const std::vector<Channel>& channels) {
    return find(who, organization, target, channels);
  };
  f.is_open = surroundings_.is_open;
  return f;
}

}  // namespace tocsin::escalate
