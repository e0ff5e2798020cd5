// What may not be: times out of order or in the future, words that are none. Pure.
#pragma once

#include <vector>

#include "model/record.h"
#include "store/ticket_activity.h"
#include "store/tickets.h"

namespace tocsin::ticket {

std::vector<Problem> check(const store::Ticket& ticket, Instant now);
// An activity of this ticket.
std::vector<Problem> check(const store::TicketActivity& activity, const store::Ticket& ticket,
                           Instant now);

}  // namespace tocsin::ticket
