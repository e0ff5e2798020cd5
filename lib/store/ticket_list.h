// Lists of tickets: a page at a time, by any filter, the newest or the most urgent first.
//
// A page costs what it shows, not what exists: each wanted status is a walk along the index of the
// most telling filter; walks are merged.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/tickets.h"

namespace tocsin::store {

enum class TicketOrder { newest, urgent };
enum class TicketPlace { working, archive, both };

struct TicketFilter {
  TicketPlace place = TicketPlace::working;
  TicketOrder order = TicketOrder::newest;  // urgent: of the unresolved only
  std::vector<TicketStatus> status;         // empty: any
  std::vector<TicketPriority> priority;     // empty: any
  std::optional<std::int64_t> organization_id, requester_id, assignee_id, team_id;
  bool unassigned = false;
  std::string type, tag;
  // By SLA status as the last look left it; empty: any. Those that wait for another look by `now`
  // are left out, and are list_due_tickets().
  std::vector<SlaStatus> sla;
  Instant now{};
  std::string words;             // by words_query(); empty: any
  std::optional<Ticket> behind;  // paging: those after it in this order
  std::int64_t limit = 50;
};

struct TicketPage {
  std::vector<Ticket> tickets;
  bool more_found = false;  // more tickets have the words than were looked at
};
// Where many tickets have the words, so many of them are looked at, those stored last.
inline constexpr std::int64_t kMostFound = 5'000;

TicketPage list_tickets(Database& db, const TicketFilter& filter);

// Of what else passes the filter (all but `sla` and `limit`) those whose clocks are to be looked at
// by filter.now, kMostDue at most, in the filter's order.
std::vector<Ticket> list_due_tickets(Database& db, const TicketFilter& filter);
inline constexpr std::int64_t kMostDue = 2'000;

bool comes_first(TicketOrder order, const Ticket& a, const Ticket& b);

}  // namespace tocsin::store
