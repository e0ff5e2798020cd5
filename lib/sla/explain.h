// Why the clocks of a ticket read as they do: the policy and why it is this one, the calendar, the
// pauses, and the working time of each clock stretch by stretch. Pure, but for calendars.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "sla/ticket_clocks.h"

namespace tocsin::sla {

// A stretch in which a clock ran, and what had run by its end.
struct Step {
  Interval stretch;
  seconds run;
};
// From the start to the deadline, or to `now` where there is none or it is further off, or to when
// the clock stopped.
std::vector<Step> steps_of(const TicketClock& clock, const WorkingTime& calendar, Second now);

struct Explained {
  const TicketHistory& history;
  const TicketClocks& clocks;
  Terms& terms;
  Second now;
};

// The `sla` of a ticket in lists: status, and of each clock that is the newest of its kind due_at,
// remaining_seconds, met, paused.
OrderedJson sla_of(const TicketClocks& clocks);
OrderedJson explained(const Explained& all);
// The same for people, a line each, in the zone of the calendar.
std::vector<std::string> explained_lines(const Explained& all);

}  // namespace tocsin::sla
