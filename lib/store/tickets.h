// Tickets as rows: reading and writing one. Only lib/ticket writes; lists are ticket_list.h, the
// trail is ticket_activity.h.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/ticket.h"
#include "store/database.h"

namespace tocsin::store {

// Empty text is absent.
struct Ticket {
  std::int64_t id = 0;
  std::string public_id, source, external_id;
  std::string number;  // what people call it; never empty
  std::string subject, description, type;
  std::optional<std::int64_t> organization_id, requester_id, assignee_id, team_id;
  TicketPriority priority = TicketPriority::medium;
  TicketStatus status = TicketStatus::open;
  std::vector<std::string> tags;  // in order, each once
  // The fields that a record gave, as of said_at: an activity that is later changes them.
  std::vector<std::string> said;
  Instant said_at{}, created_at{};
  std::optional<Instant> first_response_at, resolved_at, closed_at;
  Instant updated_at{};
  std::optional<Instant> urgent_at;     // of the unresolved: the earlier, the more urgent
  std::optional<SlaStatus> sla_status;  // by its clocks; none if no clock runs
  std::optional<Instant> sla_next_at;   // when the clocks are to be looked at again
  std::optional<std::int64_t> merged_into;
  std::optional<Instant> archived_at;
  friend bool operator==(const Ticket&, const Ticket&) = default;
};

// Call inside a transaction. add_ticket makes id and public_id; absent where (source, external_id)
// is taken.
std::optional<std::int64_t> add_ticket(Database& db, Ticket& ticket);
void save_ticket(Database& db, const Ticket& ticket);
// The next number for a ticket of our own: "T-1", "T-2", …
std::string next_ticket_number(Database& db);

std::optional<Ticket> find_ticket(Database& db, std::int64_t id);
// The same to be changed: nobody else writes it until the transaction ends.
std::optional<Ticket> lock_ticket(Database& db, std::int64_t id);
std::optional<Ticket> find_ticket(Database& db, std::string_view source,
                                  std::string_view external_id);
// As people name them: by public ID, else by number, else by external ID. At most two, so that the
// caller can tell one from several.
std::vector<Ticket> tickets_named(Database& db, std::string_view typed);
std::vector<Ticket> tickets_by_external_id(Database& db, std::string_view external_id);
std::vector<Ticket> tickets_merged_into(Database& db, std::int64_t id);
std::vector<Ticket> tickets_after(Database& db, std::int64_t id, std::int64_t limit);
// The next ones that have ended and were not changed since `before`, oldest first.
std::vector<Ticket> tickets_to_archive(Database& db, Instant before, std::int64_t limit);

// People who hear of it beside its requester.
void add_follower(Database& db, std::int64_t ticket_id, std::int64_t person_id);
std::vector<std::int64_t> followers(Database& db, std::int64_t ticket_id);

}  // namespace tocsin::store
