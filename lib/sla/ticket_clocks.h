// The SLA clocks of a ticket, recomputed as a whole from its history: which there are, how each
// reads, when the next thing changes. Pure, but for calendars that grow as they are asked; faults
// as WorkingTime says for times it does not know.
//
// Clocks stand while the policy pauses them and while a ticket that was reopened had ended. The
// first response is the first public comment of one of our own people; the next response answers
// the first public comment of the customer since; whoever ends a ticket has answered. A ticket that
// was cancelled, or merged into another, has no verdicts from then on. A clock that has stopped is
// judged by the policy that held when it did; those that run, by the one that holds now.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sla/clock.h"
#include "sla/history.h"
#include "sla/terms.h"
#include "store/ticket_clocks.h"

namespace tocsin::sla {

struct TicketClock {
  ClockKind kind;
  const Policy* policy;  // of the terms
  std::string calendar;
  SlaClock clock;
  ClockReading reading;
  bool cancelled = false;

  ClockState state() const;
  bool runs() const { return !clock.stopped; }  // though it may stand
};

struct TicketClocks {
  const Policy* policy = nullptr;   // that holds now; null: no SLA for what still runs
  std::vector<TicketClock> clocks;  // by kind, then by start
  std::optional<SlaStatus> status;  // the most urgent of those that run
  std::optional<Second> next_at;    // when one changes its status, or comes to a lead time
  std::optional<Second> urgent_at;  // the first deadline, as if no clock stood
};

TicketClocks clocks_of(const TicketHistory& history, Terms& terms, Second now);

// The organization's own, unless the policy is for this organization or it is not there.
const std::string& calendar_of(const Policy& policy, const TicketHistory& history,
                               const Terms& terms);

// So little of it is left that a lead time has come: the shortest of those, zero when it is
// breached. Nothing of a clock that stands or has stopped.
std::optional<seconds> reached_lead(const TicketClock& clock);

// As rows, in the order of `clocks`, without what only the database knows (id, told_left).
std::vector<store::TicketClock> rows_of(const TicketClocks& clocks, std::int64_t ticket_id);

}  // namespace tocsin::sla
