// Rows of the table of tickets. For the modules that read them, not for use above the store.
#pragma once

#include "store/tickets.h"

namespace tocsin::store {

#define TICKET_COLUMNS                                                                        \
  "ticket.id, ticket.public_id, ticket.source, ticket.external_id, ticket.number, "           \
  "ticket.subject, ticket.description, ticket.type, ticket.organization_id, "                 \
  "ticket.requester_id, ticket.assignee_id, ticket.team_id, ticket.priority, ticket.status, " \
  "ticket.tags, ticket.said, ticket.said_at, ticket.created_at, ticket.first_response_at, "   \
  "ticket.resolved_at, ticket.closed_at, ticket.updated_at, ticket.urgent_at, "               \
  "ticket.merged_into, ticket.archived_at, ticket.sla_status, ticket.sla_next_at"

Ticket read_ticket(const Rows& row);

}  // namespace tocsin::store
