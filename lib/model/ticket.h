// Support tickets: their words, and the few rules that need nothing but them.
#pragma once

#include <chrono>

#include "base/clock.h"
#include "model/words.h"

namespace tocsin {

enum class TicketStatus { open, in_progress, waiting, resolved, closed, cancelled };
TOCSIN_WORDS(TicketStatus, "open", "in_progress", "waiting", "resolved", "closed", "cancelled");

// Somebody still has to do something, or to wait for somebody.
constexpr bool is_unresolved(TicketStatus s) {
  return s == TicketStatus::open || s == TicketStatus::in_progress || s == TicketStatus::waiting;
}

enum class TicketPriority { critical, high, medium, low };
TOCSIN_WORDS(TicketPriority, "critical", "high", "medium", "low");

enum class TicketActivityKind {
  status,
  priority,
  type,
  assign,
  organization,
  comment,
  tag,
  merge,
  sla
};
TOCSIN_WORDS(TicketActivityKind, "status", "priority", "type", "assign", "organization", "comment",
             "tag", "merge", "sla");

// What is measured of a ticket: until somebody answers, answers again, solves it.
enum class ClockKind { first_response, next_response, resolution };
TOCSIN_WORDS(ClockKind, "first_response", "next_response", "resolution");

enum class ClockState { running, paused, met, breached, cancelled };
TOCSIN_WORDS(ClockState, "running", "paused", "met", "breached", "cancelled");

// How an SLA clock stands by what is left of its target (sla/status.h), the most urgent first.
enum class SlaStatus { breach, critical, warning, upcoming, on_track };
TOCSIN_WORDS(SlaStatus, "breach", "critical", "warning", "upcoming", "on_track");

// Where a ticket stands among those that wait: the earlier, the more urgent. The default target of
// its resolution (PRODUCT, SL-1), counted from its creation, until its clocks say better.
constexpr Instant urgent_at(TicketPriority priority, Instant created_at) {
  constexpr std::chrono::hours kTargets[] = {std::chrono::hours{4}, std::chrono::hours{24},
                                             std::chrono::hours{48}, std::chrono::hours{72}};
  return created_at + kTargets[static_cast<std::size_t>(priority)];
}

}  // namespace tocsin
