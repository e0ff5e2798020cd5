#include "sla/history.h"

#include <algorithm>

#include "store/people.h"
#include "ticket/names.h"

namespace tocsin::sla {

TicketHistory history_of(store::Database& db, store::Ticket ticket) {
  TicketHistory out;
  out.trail = store::trail_of(db, ticket.id);
  if (ticket.organization_id) {
    if (const auto o = store::find_organization(db, *ticket.organization_id)) {
      out.organization = o->external_id;
      out.calendar = o->calendar;
      out.priority_client = o->priority_client;
    }
  }
  // The lookup refers to the ticket it was made of.
  const auto kept = std::make_shared<const store::Ticket>(ticket);
  out.is_agent = [kept, lookup = ticket::lookup_of(db, *kept)](std::string_view by) {
    return lookup.is_agent(by);
  };
  out.ticket = std::move(ticket);
  return out;
}

TicketFacts facts_of(const TicketHistory& h) {
  return {.organization = h.organization,
          .type = h.ticket.type,
          .tags = h.ticket.tags,
          .priority = h.ticket.priority,
          .priority_client = h.priority_client};
}

TicketFacts facts_at(const TicketHistory& h, Second t) {
  TicketFacts out = facts_of(h);
  // Backwards: what came later had another value before.
  for (auto a = h.trail.rbegin(); a != h.trail.rend() && to_second(a->at) > t; ++a) {
    if (a->kind == TicketActivityKind::type) out.type = a->from;
    if (a->kind != TicketActivityKind::priority) continue;
    out.priority = from_word<TicketPriority>(a->from).value_or(out.priority);
  }
  return out;
}

std::vector<Move> moves_of(const TicketHistory& h) {
  const Second created = to_second(h.ticket.created_at);
  std::vector<Move> out{{created, TicketStatus::open}};
  bool first = true;
  for (const store::TicketActivity& a : h.trail) {
    if (a.kind != TicketActivityKind::status) continue;
    const auto to = from_word<TicketStatus>(a.to);
    if (!to) continue;
    if (const auto from = from_word<TicketStatus>(a.from); first && from) out.front().to = *from;
    first = false;
    out.push_back({std::max(created, to_second(a.at)), *to});
  }
  if (out.back().to != h.ticket.status) {
    out.push_back({std::max(out.back().at, to_second(h.ticket.said_at)), h.ticket.status});
  }
  return out;
}

std::vector<Remark> remarks_of(const TicketHistory& h) {
  std::vector<Remark> out;
  for (const store::TicketActivity& a : h.trail) {
    const bool counts = a.kind == TicketActivityKind::comment && a.is_public && a.from.empty() &&
                        a.at >= h.ticket.created_at;
    if (counts) out.push_back({to_second(a.at), h.is_agent(a.by)});
  }
  return out;
}

}  // namespace tocsin::sla
