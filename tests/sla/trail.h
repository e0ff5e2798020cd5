// Tickets with a trail, as the tests of SLA clocks write them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "sla/history.h"
#include "ticket/standing.h"

namespace tocsin::sla::test {

struct Happened {
  const char* at;
  TicketActivityKind kind;
  std::string from, to;  // of a public comment `from` is "" and `to` too
  std::string by = "ann";
  bool is_public = false;
};

inline Happened moved(const char* at, const char* from, const char* to) {
  return {at, TicketActivityKind::status, from, to};
}
inline Happened said(const char* at, const char* by, bool is_public = true) {
  return {at, TicketActivityKind::comment, "", "", by, is_public};
}
inline Happened ranked(const char* at, const char* from, const char* to) {
  return {at, TicketActivityKind::priority, from, to};
}

// Of Monday 2026-01-05, 10:00 UTC. ann is an agent, everybody else a customer.
inline TicketHistory history(const std::vector<Happened>& trail,
                             TicketPriority priority = TicketPriority::high) {
  TicketHistory out;
  out.is_agent = [](std::string_view by) { return by == "ann"; };
  out.ticket.id = 1;
  out.ticket.priority = priority;
  out.ticket.created_at = out.ticket.said_at = *parse_instant("2026-01-05T10:00:00Z");
  for (const Happened& h : trail) {
    store::TicketActivity a;
    a.kind = h.kind;
    a.at = *parse_instant(h.at);
    a.from = h.from;
    a.to = h.to;
    a.by = h.by;
    a.is_public = h.is_public;
    out.trail.push_back(std::move(a));
  }
  ticket::Lookup lookup;
  lookup.is_agent = out.is_agent;
  lookup.person = lookup.organization = [](std::string_view) { return std::nullopt; };
  out.ticket = ticket::settled(out.ticket, out.trail, lookup);
  return out;
}

}  // namespace tocsin::sla::test
