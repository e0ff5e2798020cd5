// SLA policies: which targets a ticket has, by which calendar, when to warn, when its clocks stand.
// Pure. The file is read by policy_file.h.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/ticket.h"
#include "sla/clock.h"

namespace tocsin::sla {

// What a policy asks of a ticket; what is left out is asked of none.
struct Match {
  std::optional<std::string> organization, type, tag;
  std::optional<TicketPriority> priority;
};

// What policies look at.
struct TicketFacts {
  std::string organization, type;
  std::span<const std::string> tags;
  TicketPriority priority = TicketPriority::medium;
  bool priority_client = false;
};

// When to warn: so much of the target is left, or so much time of the calendar.
struct LeadTime {
  int percent = 0;  // 1 to 99; 0: `left` counts
  seconds left{0};

  seconds of(seconds target) const;
};

// By clock; a clock without a target does not run.
using Targets = std::array<std::optional<seconds>, Words<ClockKind>::list.size()>;

struct Policy {
  std::string name;
  std::string calendar;
  Match match;
  // By priority; of one that is left out the policy takes no tickets.
  std::array<std::optional<Targets>, Words<TicketPriority>::list.size()> targets;
  double priority_client_factor = 1;  // of each target, more than 0, at most 1
  std::vector<LeadTime> warn;
  std::vector<TicketStatus> pause_on;
  TicketStatus resolution_on = TicketStatus::resolved;  // or closed: what stops that clock

  bool takes(const TicketFacts& ticket) const;
  // Of a ticket it takes; to the nearest second, at least one.
  Targets targets_of(const TicketFacts& ticket) const;
  bool pauses_on(TicketStatus status) const;
};

// The policy of a ticket: of those that take it, the one that asks for most of organization, type,
// tag and priority; among equals the one that asks for the organization, then for the type, then
// for the tag; then the first in the file. Null: the ticket has no SLA.
const Policy* policy_of(const TicketFacts& ticket, std::span<const Policy> policies);

}  // namespace tocsin::sla
