// Which status a ticket may come to from which. Pure.
//
// Among the unresolved (open, in_progress, waiting) every move is allowed, and so is resolving,
// closing and cancelling them; what is resolved may be closed. What has ended is reopened first.
#pragma once

#include <string>

#include "store/tickets.h"

namespace tocsin::ticket {

bool may_become(TicketStatus from, TicketStatus to);

// Why the ticket may not come to this status, and what to do instead; empty if it may. `named` is
// the ticket that it was merged into, where it was.
std::string objection(const store::Ticket& ticket, TicketStatus to, const std::string& named = "");

}  // namespace tocsin::ticket
