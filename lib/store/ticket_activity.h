// The trail of a ticket: what happened to it, in order. Only lib/ticket writes, and lib/sla
// what its clocks came to (kind sla).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/ticket.h"
#include "store/change.h"
#include "store/database.h"

namespace tocsin::store {

struct TicketActivity {
  std::int64_t id = 0, ticket_id = 0;
  std::string source, external_id;  // no external ID: the same is what is the same in all the rest
  TicketActivityKind kind = TicketActivityKind::comment;
  Instant at{};
  std::string by;        // who, as they were called; empty: not known
  std::string from, to;  // of a comment that came by merging: from names the ticket it was made on
  bool is_public = false;
  std::string text;
  friend bool operator==(const TicketActivity&, const TicketActivity&) = default;
};

// Adds it, or changes the one with its external ID; id is that of the row. Absent where the
// external ID is that of another ticket's activity. Call inside a transaction.
std::optional<Saved> save_activity(Database& db, const TicketActivity& activity);

// By time, then as they were stored.
std::vector<TicketActivity> trail_of(Database& db, std::int64_t ticket_id);
std::optional<TicketActivity> find_activity(Database& db, std::string_view source,
                                            std::string_view external_id);
std::vector<TicketActivity> ticket_activity_after(Database& db, std::int64_t id,
                                                  std::int64_t limit);

}  // namespace tocsin::store
