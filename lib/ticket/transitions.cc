#include "ticket/transitions.h"

#include <fmt/format.h>

namespace tocsin::ticket {

bool may_become(TicketStatus from, TicketStatus to) {
  if (from == to) return false;
  if (is_unresolved(from)) return true;
  return to == TicketStatus::open || (from == TicketStatus::resolved && to == TicketStatus::closed);
}

std::string objection(const store::Ticket& ticket, TicketStatus to, const std::string& named) {
  if (ticket.status == to) return fmt::format("{} is {} already", ticket.number, word(to));
  if (ticket.merged_into) {
    return fmt::format("{} was merged into {}: work on that one", ticket.number, named);
  }
  if (may_become(ticket.status, to)) return "";
  return fmt::format("{} is {} and cannot become {}: reopen it first (tocsin ticket reopen {})",
                     ticket.number, word(ticket.status), word(to), ticket.number);
}

}  // namespace tocsin::ticket
