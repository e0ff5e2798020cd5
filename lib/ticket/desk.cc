#include "ticket/desk.h"

#include <algorithm>

#include "base/error.h"
#include "base/time.h"
#include "store/ticket_text.h"
#include "ticket/checks.h"
#include "ticket/events.h"
#include "ticket/names.h"
#include "ticket/standing.h"
#include "ticket/transitions.h"

namespace tocsin::ticket {
namespace {

using store::Change;
using store::Ticket;
using store::TicketActivity;

// Nothing but when it was said differs.
bool says_the_same(const Ticket& stored, Ticket wanted) {
  wanted.said = stored.said;
  wanted.said_at = stored.said_at;
  wanted.updated_at = stored.updated_at;
  wanted.urgent_at = stored.urgent_at;
  return stored == wanted;
}

bool text_differs(const Ticket& a, const Ticket& b) {
  return a.number != b.number || a.subject != b.subject || a.description != b.description;
}

std::vector<std::string> edited_fields(const Ticket& a, const Ticket& b) {
  std::vector<std::string> out;
  const auto compare = [&](const char* name, bool same) {
    if (!same) out.emplace_back(name);
  };
  compare("number", a.number == b.number);
  compare("subject", a.subject == b.subject);
  compare("description", a.description == b.description);
  compare("requester", a.requester_id == b.requester_id);
  compare("team", a.team_id == b.team_id);
  compare("created_at", a.created_at == b.created_at);
  return out;
}

}  // namespace

Desk::Touched& Desk::touch(std::int64_t id) {
  const auto known = touched_.find(id);
  if (known != touched_.end()) return known->second;
  const auto stored = store::lock_ticket(db_, id);
  if (!stored) fail(Exit::software, "ticket {} is referred to and not there", id);
  Touched touched;
  touched.before = touched.ticket = *stored;
  return touched_.emplace(id, std::move(touched)).first->second;
}

void Desk::open_text(Touched& touched) {
  if (!touched.text_open && !touched.is_new) store::unindex_ticket(db_, touched.ticket.id);
  touched.text_open = true;
}

void Desk::stand(Touched& touched) {
  const auto trail = store::trail_of(db_, touched.ticket.id);
  touched.ticket = settled(touched.ticket, trail, lookup_of(db_, touched.ticket));
}

Done Desk::put(Ticket wanted) {
  if (wanted.number.empty()) wanted.number = wanted.external_id;
  if (const auto stored = store::find_ticket(db_, wanted.source, wanted.external_id)) {
    return change(touch(stored->id).ticket, std::move(wanted));
  }
  wanted = settled(std::move(wanted), {}, {});
  if (auto problems = check(wanted, now()); !problems.empty()) return {{}, std::move(problems)};
  const auto made = store::add_ticket(db_, wanted);
  if (!made) fail(Exit::temporary, "ticket {} came twice at once: try again", wanted.external_id);
  Touched touched;
  touched.before = touched.ticket = std::move(wanted);
  touched.is_new = touched.text_open = true;
  touched_.emplace(*made, std::move(touched));
  return {{*made, Change::created}, {}};
}

Done Desk::change(const Ticket& stored, Ticket wanted) {
  wanted.id = stored.id;
  wanted.public_id = stored.public_id;
  if (wanted.priority == stored.priority) wanted.urgent_at = stored.urgent_at;
  wanted.sla_status = stored.sla_status;
  wanted.sla_next_at = stored.sla_next_at;
  wanted.merged_into = stored.merged_into;
  wanted.archived_at = stored.archived_at;
  const bool is_older = wanted.said_at < stored.said_at;
  if (is_older || says_the_same(stored, wanted)) return {{stored.id, Change::unchanged}, {}};
  if (auto problems = check(wanted, now()); !problems.empty()) return {{}, std::move(problems)};
  const Ticket before = stored;
  if (auto problems = tell_differences(before, wanted); !problems.empty()) {
    return {{}, std::move(problems)};
  }
  Touched& touched = touch(before.id);
  if (text_differs(before, wanted)) open_text(touched);
  for (std::string& field : edited_fields(before, wanted))
    touched.edited.push_back(std::move(field));
  wanted.updated_at = std::max(before.updated_at, wanted.updated_at);
  touched.ticket = std::move(wanted);
  stand(touched);
  return {{before.id, Change::updated}, {}};
}

// What a record changed is in the trail as if somebody had done it.
std::vector<Problem> Desk::tell_differences(const Ticket& stored, const Ticket& wanted) {
  if (voice_ == Voice::loud && stored.status != wanted.status) {
    const std::string why = objection(stored, wanted.status, merged_into_name(db_, stored));
    if (!why.empty()) return {{"status", why}};
  }
  const auto tell = [&](TicketActivityKind kind, std::string from, std::string to) {
    if (from == to) return;
    TicketActivity a;
    a.ticket_id = stored.id;
    a.source = stored.source;
    a.kind = kind;
    a.at = std::max(wanted.said_at, stored.created_at);
    a.by = trail_.actor();
    a.from = std::move(from);
    a.to = std::move(to);
    if (store::save_activity(db_, a)) touch(stored.id).added.push_back(std::move(a));
  };
  using enum TicketActivityKind;
  tell(status, std::string(word(stored.status)), std::string(word(wanted.status)));
  tell(priority, std::string(word(stored.priority)), std::string(word(wanted.priority)));
  tell(type, stored.type, wanted.type);
  tell(assign, person_name(db_, stored.assignee_id), person_name(db_, wanted.assignee_id));
  tell(organization, organization_name(db_, stored.organization_id),
       organization_name(db_, wanted.organization_id));
  const auto has = [](const Ticket& t, const std::string& tag) {
    return std::find(t.tags.begin(), t.tags.end(), tag) != t.tags.end();
  };
  for (const std::string& t : wanted.tags) tell(tag, has(stored, t) ? t : "", t);
  for (const std::string& t : stored.tags) tell(tag, t, has(wanted, t) ? t : "");
  return {};
}

Done Desk::add(TicketActivity a) {
  Touched& touched = touch(a.ticket_id);
  if (auto problems = check(a, touched.ticket, now()); !problems.empty()) {
    return {{}, std::move(problems)};
  }
  if (a.kind == TicketActivityKind::comment) open_text(touched);
  const auto saved = store::save_activity(db_, a);
  if (!saved) return {{}, {{"external_id", "is that of another ticket's activity"}}};
  a.id = saved->id;
  if (saved->change == Change::unchanged) return {*saved, {}};
  touched.moved = true;
  if (saved->change == Change::created) touched.added.push_back(std::move(a));
  if (voice_ == Voice::loud) stand(touched);
  return {*saved, {}};
}

Done Desk::act(std::int64_t ticket_id, TicketActivityKind kind, std::string from, std::string to,
               std::string text, bool is_public) {
  const Ticket& t = ticket(ticket_id);
  TicketActivity a;
  a.ticket_id = ticket_id;
  a.source = t.source;
  a.kind = kind;
  a.at = now();
  a.by = trail_.actor();
  a.from = std::move(from);
  a.to = std::move(to);
  a.is_public = is_public;
  a.text = std::move(text);
  if (t.updated_at > a.at) {
    return {{},
            {{"at", fmt::format("ticket {} was changed later than now, at {}: is the clock right?",
                                t.number, format_instant(t.updated_at))}}};
  }
  return add(std::move(a));
}

void Desk::edit(std::int64_t ticket_id, std::string_view field,
                const std::function<void(Ticket&)>& change) {
  Touched& touched = touch(ticket_id);
  touched.edited.emplace_back(field);
  change(touched.ticket);
  touched.ticket.updated_at = std::max(touched.ticket.updated_at, now());
}

// The tag's own activity tells of it.
void Desk::retag(std::int64_t ticket_id, std::vector<std::string> tags) {
  touch(ticket_id).ticket.tags = std::move(tags);
}

void Desk::archive(std::int64_t ticket_id) {
  Ticket& t = touch(ticket_id).ticket;
  t.archived_at = now();
  trail_.note("ticket.archived", "ticket", t.public_id, {{"number", t.number}});
}

void Desk::settle() {
  for (auto& [id, touched] : touched_) settle_one(touched);
  touched_.clear();
}

void Desk::settle_one(Touched& touched) {
  if (voice_ == Voice::silent && touched.moved) stand(touched);
  const bool to_tell = touched.is_new || !touched.added.empty() || !touched.edited.empty();
  if (to_tell || touched.moved || touched.ticket != touched.before) {
    // What happened may start, stop and move its clocks: sla-check looks.
    touched.ticket.sla_next_at = now();
    store::save_ticket(db_, touched.ticket);
  }
  if (touched.text_open) store::index_ticket(db_, touched.ticket.id);
  if (voice_ == Voice::silent || !to_tell) return;
  note(touched);
  raise_events(db_, trail_, touched);
}

// Comments are personal: the audit trail has what was done, not what was said.
void Desk::note(const Changes& changes) {
  const std::string& id = changes.ticket.public_id;
  if (changes.is_new)
    trail_.note("ticket.created", "ticket", id, {{"number", changes.ticket.number}});
  for (const TicketActivity& a : changes.added) {
    Json details{{"number", changes.ticket.number}};
    if (!a.from.empty()) details["from"] = a.from;
    if (!a.to.empty()) details["to"] = a.to;
    if (a.kind == TicketActivityKind::comment) details["public"] = a.is_public;
    trail_.note(fmt::format("ticket.{}", word(a.kind)), "ticket", id, details);
  }
  if (!changes.edited.empty()) {
    trail_.note("ticket.edited", "ticket", id, {{"fields", changes.edited}});
  }
}

}  // namespace tocsin::ticket
