// What the SLA clocks of a ticket follow from: the ticket, its trail, whose it is.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sla/interval.h"
#include "sla/policy.h"
#include "store/ticket_activity.h"
#include "store/tickets.h"

namespace tocsin::sla {

struct TicketHistory {
  store::Ticket ticket;
  std::vector<store::TicketActivity> trail;  // by time
  std::string organization, calendar;        // its external ID, and its calendar
  bool priority_client = false;
  std::function<bool(std::string_view by)> is_agent;  // asked of public comments only
};

TicketHistory history_of(store::Database& db, store::Ticket ticket);

// What follows is pure.

// As they stand, and as they were: priority and type by the trail, all else as it stands.
TicketFacts facts_of(const TicketHistory& history);
TicketFacts facts_at(const TicketHistory& history, Second t);

struct Move {
  Second at;
  TicketStatus to;
  friend bool operator==(const Move&, const Move&) = default;
};
// How the status went, from creation; the last one holds. Where a record said the status and no
// activity tells of it, it has held since the record spoke.
std::vector<Move> moves_of(const TicketHistory& history);

// A customer's public comment, or an agent's.
struct Remark {
  Second at;
  bool by_agent;
};
// By time, from creation; what was merged into the ticket was said on another one.
std::vector<Remark> remarks_of(const TicketHistory& history);

}  // namespace tocsin::sla
