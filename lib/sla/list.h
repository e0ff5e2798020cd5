// Lists of tickets with their clocks as of now.
#pragma once

#include <vector>

#include "sla/ticket_clocks.h"
#include "store/ticket_list.h"

namespace tocsin::sla {

struct Listed {
  store::Ticket ticket;
  TicketClocks clocks;
};
struct ListedPage {
  std::vector<Listed> tickets;
  bool more_found = false;  // as in TicketPage
  bool many_due = false;    // more tickets wait for sla-check than were looked at
};

// A page as list_tickets() finds it. By SLA status it is exact whenever sla-check ran last:
// whatever waits for it is looked at here, and not stored. filter.now is the present.
ListedPage list(store::Database& db, Terms& terms, const store::TicketFilter& filter);

}  // namespace tocsin::sla
