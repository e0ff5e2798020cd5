#include "sla/list.h"

#include <algorithm>

namespace tocsin::sla {
namespace {

TicketClocks clocks_now(store::Database& db, Terms& terms, const store::Ticket& ticket,
                        Instant now) {
  return clocks_of(history_of(db, ticket), terms, to_second(now));
}

}  // namespace

ListedPage list(store::Database& db, Terms& terms, const store::TicketFilter& filter) {
  ListedPage out;
  auto page = store::list_tickets(db, filter);
  out.more_found = page.more_found;
  for (store::Ticket& t : page.tickets) {
    TicketClocks clocks = clocks_now(db, terms, t, filter.now);
    out.tickets.push_back({std::move(t), std::move(clocks)});
  }
  if (filter.sla.empty()) return out;
  auto due = store::list_due_tickets(db, filter);
  out.many_due = std::ssize(due) == store::kMostDue;
  for (store::Ticket& t : due) {
    TicketClocks clocks = clocks_now(db, terms, t, filter.now);
    const bool fits = clocks.status && std::find(filter.sla.begin(), filter.sla.end(),
                                                 *clocks.status) != filter.sla.end();
    if (fits) out.tickets.push_back({std::move(t), std::move(clocks)});
  }
  std::sort(out.tickets.begin(), out.tickets.end(), [&](const Listed& a, const Listed& b) {
    return store::comes_first(filter.order, a.ticket, b.ticket);
  });
  if (std::ssize(out.tickets) > filter.limit) {
    out.tickets.erase(out.tickets.begin() + filter.limit, out.tickets.end());
  }
  return out;
}

}  // namespace tocsin::sla
