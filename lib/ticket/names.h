// Who and what a ticket refers to, by the names that stand in its trail.
#pragma once

#include <optional>
#include <string>

#include "store/tickets.h"
#include "ticket/standing.h"

namespace tocsin::ticket {

// External IDs; empty for nobody.
std::string person_name(store::Database& db, const std::optional<std::int64_t>& id);
std::string organization_name(store::Database& db, const std::optional<std::int64_t>& id);
// The number of the ticket that it was merged into; empty if it was not.
std::string merged_into_name(store::Database& db, const store::Ticket& ticket);

// How the names in this ticket's trail are looked up: in its own source first, then as people name
// them.
Lookup lookup_of(store::Database& db, const store::Ticket& ticket);

// The ticket people mean. Exit::no_input if there is none or more than one.
store::Ticket ticket_named(store::Database& db, const std::string& typed);

}  // namespace tocsin::ticket
