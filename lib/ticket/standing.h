// How a ticket stands by its trail: status, priority, type, times. Pure.
//
// What was said last holds. A record says what its fields are as of ticket.said_at; an activity
// says it for its own time. What no record said follows from the trail alone, whatever the order in
// which activities arrive. The one exception: a first response that a record gave wins over
// activities.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "store/ticket_activity.h"
#include "store/tickets.h"

namespace tocsin::ticket {

// Of the trail, what cannot be read without looking elsewhere.
struct Lookup {
  // Is whoever is called so one of our own people? Asked of public comments only.
  std::function<bool(std::string_view by)> is_agent;
  // Absent: nobody is known by that name, and what the ticket has stays.
  std::function<std::optional<std::int64_t>(std::string_view name)> person, organization;
};

// The ticket as its trail (by time) leaves it.
store::Ticket settled(store::Ticket ticket, std::span<const store::TicketActivity> trail,
                      const Lookup& lookup);

}  // namespace tocsin::ticket
