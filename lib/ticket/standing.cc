#include "ticket/standing.h"

#include <algorithm>
#include <utility>

namespace tocsin::ticket {
namespace {

using store::Ticket;
using store::TicketActivity;
using Trail = std::span<const TicketActivity>;

bool was_said(const Ticket& ticket, std::string_view field) {
  return std::find(ticket.said.begin(), ticket.said.end(), field) != ticket.said.end();
}

// The last activity of this kind, unless the ticket's record spoke later.
const TicketActivity* last(const Ticket& ticket, Trail trail, TicketActivityKind kind,
                           std::string_view field) {
  const TicketActivity* out = nullptr;
  for (const TicketActivity& a : trail) {
    if (a.kind == kind) out = &a;
  }
  const bool holds = out != nullptr && (!was_said(ticket, field) || out->at >= ticket.said_at);
  return holds ? out : nullptr;
}

// When it was resolved and closed, by the moves of its status.
struct Ends {
  std::optional<Instant> resolved_at, closed_at;
};

Ends ends_by(Trail trail) {
  Ends out;
  for (const TicketActivity& a : trail) {
    if (a.kind != TicketActivityKind::status) continue;
    const auto to = from_word<TicketStatus>(a.to);
    if (!to) continue;
    if (is_unresolved(*to)) out = {};
    if (*to == TicketStatus::resolved) out = {a.at, std::nullopt};
    if (*to == TicketStatus::closed || *to == TicketStatus::cancelled) out.closed_at = a.at;
    if (*to == TicketStatus::closed && !out.resolved_at) out.resolved_at = a.at;
  }
  return out;
}

void settle_status(Ticket& ticket, Trail trail) {
  const TicketActivity* move = last(ticket, trail, TicketActivityKind::status, "status");
  if (move == nullptr) {
    if (was_said(ticket, "status")) return;
    ticket.status = ticket.closed_at     ? TicketStatus::closed
                    : ticket.resolved_at ? TicketStatus::resolved
                                         : TicketStatus::open;
    return;
  }
  ticket.status = from_word<TicketStatus>(move->to).value_or(ticket.status);
  const Ends ends = ends_by(trail);
  const bool later = move->at > ticket.said_at;
  if (later || !was_said(ticket, "resolved_at")) ticket.resolved_at = ends.resolved_at;
  if (later || !was_said(ticket, "closed_at")) ticket.closed_at = ends.closed_at;
  if (is_unresolved(ticket.status)) ticket.resolved_at = ticket.closed_at = std::nullopt;
}

void settle_first_response(Ticket& ticket, Trail trail, const Lookup& lookup) {
  if (was_said(ticket, "first_response_at")) return;
  ticket.first_response_at.reset();
  for (const TicketActivity& a : trail) {
    // What was merged into it was said on another ticket.
    if (a.kind != TicketActivityKind::comment || !a.is_public || !a.from.empty()) continue;
    if (a.at < ticket.created_at || !lookup.is_agent(a.by)) continue;
    ticket.first_response_at = a.at;
    return;
  }
}

}  // namespace

Ticket settled(Ticket ticket, Trail trail, const Lookup& lookup) {
  settle_status(ticket, trail);
  settle_first_response(ticket, trail, lookup);
  if (const auto* a = last(ticket, trail, TicketActivityKind::priority, "priority")) {
    const auto priority = from_word<TicketPriority>(a->to).value_or(ticket.priority);
    if (priority != std::exchange(ticket.priority, priority)) ticket.urgent_at.reset();
  }
  if (const auto* a = last(ticket, trail, TicketActivityKind::type, "ticket_type"))
    ticket.type = a->to;
  const auto refer = [](std::optional<std::int64_t>& to, const TicketActivity* a,
                        const auto& find) {
    if (a == nullptr) return;
    if (a->to.empty()) {
      to.reset();
    } else if (const auto id = find(a->to)) {
      to = id;
    }
  };
  refer(ticket.assignee_id, last(ticket, trail, TicketActivityKind::assign, "assignee"),
        lookup.person);
  refer(ticket.organization_id,
        last(ticket, trail, TicketActivityKind::organization, "organization"), lookup.organization);
  for (const TicketActivity& a : trail) ticket.updated_at = std::max(ticket.updated_at, a.at);
  if (!is_unresolved(ticket.status)) {
    ticket.urgent_at.reset();
    return ticket;
  }
  if (!ticket.urgent_at) ticket.urgent_at = urgent_at(ticket.priority, ticket.created_at);
  ticket.archived_at.reset();
  return ticket;
}

}  // namespace tocsin::ticket
