// Tickets and their trails. What a record does not say stays as it is stored.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "records/handlers.h"
#include "store/tickets.h"

namespace tocsin::records {
namespace {

constexpr std::size_t kMostTags = 100;
// The fields whose word holds until an activity that is later.
constexpr auto kSayable = std::to_array<std::string_view>(
    {"status", "priority", "ticket_type", "assignee", "organization", "first_response_at",
     "resolved_at", "closed_at"});

void take(std::string& into, const RecordView& record, std::string_view field) {
  if (record.has(field)) into = record.text(field);
}

void take(std::optional<Instant>& into, const RecordView& record, std::string_view field) {
  if (record.has(field)) into = record.time(field);
}

void take(std::optional<std::int64_t>& into, const std::optional<std::int64_t>& given) {
  if (given) into = given;
}

void take_said(store::Ticket& t, const RecordView& record) {
  for (const std::string_view field : kSayable) {
    const bool known = std::find(t.said.begin(), t.said.end(), field) != t.said.end();
    if (record.has(field) && !known) t.said.emplace_back(field);
  }
}

void take_tags(store::Ticket& t, const RecordView& record, std::vector<Problem>& problems) {
  if (!record.has("tags")) return;
  t.tags = record.texts("tags");
  std::sort(t.tags.begin(), t.tags.end());
  t.tags.erase(std::unique(t.tags.begin(), t.tags.end()), t.tags.end());
  if (t.tags.size() > kMostTags) {
    problems.push_back({"tags", fmt::format("has more than {} entries", kMostTags)});
  }
}

// Reopened by a record: the end it had is no more, unless the record gives one.
void drop_old_ends(store::Ticket& t, const RecordView& record) {
  if (!is_unresolved(t.status) || !record.has("status")) return;
  if (!record.has("resolved_at")) t.resolved_at.reset();
  if (!record.has("closed_at")) t.closed_at.reset();
}

// When the record speaks of: its own time, else, of a ticket that is new, the latest time it names,
// else the present.
void take_time(store::Ticket& t, const RecordView& record, bool is_new, Instant now) {
  const auto created = record.time("created_at"), updated = record.time("updated_at");
  std::vector<Instant> named;
  for (const auto& at : {created, t.first_response_at, t.resolved_at, t.closed_at}) {
    if (at) named.push_back(*at);
  }
  const auto latest = std::max_element(named.begin(), named.end());
  const Instant then = is_new && latest != named.end() ? *latest : now;
  t.said_at = t.updated_at = updated.value_or(then);
  if (created) {
    t.created_at = *created;
  } else if (is_new) {
    named.push_back(t.said_at);
    t.created_at = *std::min_element(named.begin(), named.end());
  }
}

}  // namespace

Stored store_ticket(Session& session, const RecordView& record) {
  Stored out;
  const auto organization = organization_named(session, record, "organization", out.problems);
  const auto requester = user_named(session, record, "requester", out.problems);
  const auto assignee = user_named(session, record, "assignee", out.problems);
  const auto team = team_named(session, record, "team", out.problems);
  const std::string source = source_of(record), external_id = record.text("external_id");
  const auto stored = store::find_ticket(session.db(), source, external_id);
  store::Ticket t = stored ? session.desk().ticket(stored->id) : store::Ticket{};
  t.source = source;
  t.external_id = external_id;
  take(t.subject, record, "subject");
  take(t.number, record, "number");
  take(t.type, record, "ticket_type");
  take(t.description, record, "description");
  take(t.organization_id, organization);
  take(t.requester_id, requester);
  take(t.assignee_id, assignee);
  take(t.team_id, team);
  t.priority = record.as<TicketPriority>("priority").value_or(t.priority);
  t.status = record.as<TicketStatus>("status").value_or(t.status);
  take(t.first_response_at, record, "first_response_at");
  take(t.resolved_at, record, "resolved_at");
  take(t.closed_at, record, "closed_at");
  drop_old_ends(t, record);
  take_tags(t, record, out.problems);
  take_said(t, record);
  take_time(t, record, !stored, session.now());
  if (!out.ok()) return out;
  ticket::Done done = session.desk().put(std::move(t));
  return {done.saved.change, done.saved.id, std::move(done.problems)};
}

Stored store_ticket_activity(Session& session, const RecordView& record) {
  Stored out;
  const auto ticket = ticket_named(session, record, "ticket", out.problems);
  if (!out.ok()) return out;
  store::TicketActivity a;
  a.ticket_id = ticket.value();
  a.source = source_of(record);
  a.external_id = record.text("external_id");
  a.kind = record.as<TicketActivityKind>("kind").value();
  a.at = record.time("at").value();
  a.by = record.text("by");
  a.from = record.text("from");
  a.to = record.text("to");
  a.is_public = record.flag("public").value_or(false);
  a.text = record.text("text");
  ticket::Done done = session.desk().add(std::move(a));
  return {done.saved.change, done.saved.id, std::move(done.problems)};
}

}  // namespace tocsin::records
