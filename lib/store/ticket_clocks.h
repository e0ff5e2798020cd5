// The SLA clocks of tickets as rows, and when tickets are to be looked at again. Only lib/sla
// writes what stands here, but for make_tickets_due(); what it means is in sla/ticket_clocks.h.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/tickets.h"

namespace tocsin::store {

// (ticket_id, kind, started_at) names a clock.
struct TicketClock {
  std::int64_t id = 0, ticket_id = 0;
  ClockKind kind = ClockKind::resolution;
  Instant started_at{};
  std::string policy, calendar;
  std::chrono::seconds target{};
  ClockState state = ClockState::running;  // breached: perhaps still running
  std::optional<Instant> due_at;           // none while it stands
  std::optional<Instant> stopped_at;
  std::optional<std::chrono::seconds> worked;     // by when it stopped
  std::optional<Instant> decided_at;              // since when it is met or breached
  std::optional<std::chrono::seconds> told_left;  // the least that was left when people were told
  friend bool operator==(const TicketClock&, const TicketClock&) = default;
};

// By kind, then by start.
std::vector<TicketClock> clocks_of(Database& db, std::int64_t ticket_id);
// What follows call inside a transaction. A clock without an ID is added.
void save_clock(Database& db, const TicketClock& clock);
void remove_clock(Database& db, std::int64_t id);
// What the clocks say of their ticket.
void save_sla(Database& db, const Ticket& ticket);

// The next ones whose clocks are to be looked at by `now`, in order of sla_next_at, behind `after`;
// in a transaction of PostgreSQL nobody else writes them until it ends.
std::vector<Ticket> tickets_due(Database& db, Instant now, const std::optional<Ticket>& after,
                                std::int64_t limit);
// One, all that are unresolved, or all those of an organization, now.
void make_ticket_due(Database& db, std::int64_t id, Instant now);
void make_tickets_due(Database& db, Instant now);
void make_tickets_due(Database& db, std::int64_t organization_id, Instant now);

bool has_unresolved_tickets(Database& db);
// How many unresolved tickets stand so.
std::int64_t count_tickets(Database& db, SlaStatus status);

// Of the policies and calendars by which the clocks were read last; empty before the first time.
std::string sla_terms(Database& db);
void set_sla_terms(Database& db, std::string_view digest, Instant now);

}  // namespace tocsin::store
