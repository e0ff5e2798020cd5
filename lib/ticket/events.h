// Which support events the changes of a ticket are (NT-10), and who hears of them.
//
// The assignee hears of everything, else the ticket's team, else the agents; the requester and the
// followers of public comments, of its resolution and of its closing; nobody of their own doing.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alert/audit.h"
#include "model/support_event.h"
#include "ticket/desk.h"

namespace tocsin::ticket {

// Whom the changes concern, by name and as recipients.
struct Concerned {
  std::string actor_name, assignee_name, requester_name, organization;
  bool priority_client = false;
  std::optional<std::int64_t> actor_id;
  std::vector<std::int64_t> followers;
};

Concerned concerned_by(store::Database& db, const std::string& actor, const store::Ticket& ticket);

// Pure. An event of the ticket as it stands, to whoever works on it.
SupportEvent event_about(const store::Ticket& ticket, const Concerned& concerned, std::string kind);

// Pure. A new ticket is one event (and its assignment another); so is all that changed at once
// without an event of its own.
std::vector<SupportEvent> events_of(const Changes& changes, const Concerned& concerned,
                                    Instant now);

// Raises them, and ends the alerts that ask for somebody to take the ticket once it has ended.
void raise_events(store::Database& db, alert::Trail& trail, const Changes& changes);

}  // namespace tocsin::ticket
