// Support tickets: their words, and the few rules that need nothing but them.
#pragma once

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

}  // namespace tocsin
