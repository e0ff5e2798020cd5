// A look at the clocks of a ticket: what they came to since the last one, what is to be stored, who
// is to hear. The decision is pure; looked() carries it out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alert/audit.h"
#include "alert/job_run.h"
#include "sla/ticket_clocks.h"
#include "store/ticket_clocks.h"

namespace tocsin::sla {

// A deadline that moved though nothing in the ticket's course moved it: other terms hold for it.
struct Shift {
  ClockKind kind;
  std::optional<Instant> from, to;
  std::string why;
};

// People are to hear that so little is left of a clock; nothing: it is breached.
struct Notice {
  const TicketClock* clock;
  seconds left;
};

// What they were told holds no longer.
struct Ending {
  ClockKind kind;
  seconds left;
  std::string why;
  bool replaced;  // by what they are told now
};

struct Look {
  std::vector<store::TicketClock> save;
  std::vector<std::int64_t> remove;
  std::vector<Shift> shifts;
  std::vector<Notice> raise;
  std::vector<Ending> end;
};

// `stored` is what the last look left. People hear of each state of a clock once, and of the newest
// only, however many lead times have gone by since.
Look decide(const TicketClocks& clocks, const std::vector<store::TicketClock>& stored,
            std::int64_t ticket_id);

// Stores what one look at the ticket, now, comes to: clocks, trail, alerts, when to look again.
// Counts: looked, warned, breached, ended (what people had been told), moved (deadlines). Call
// inside a transaction.
void look_at(store::Database& db, alert::Trail& trail, Terms& terms, const store::Ticket& ticket,
             alert::Counts& counts);

}  // namespace tocsin::sla
