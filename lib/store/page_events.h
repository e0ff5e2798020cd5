// Which events a page shows, and so what the page is worth (SC-8).
#pragma once

#include <optional>
#include <vector>

#include "store/database.h"

namespace tocsin::store {

// The rows of the page become exactly these; writes what differs. Within a transaction.
void file_page(Database& db, std::int64_t page_id, std::vector<std::int64_t> events);

// What makes a page worth reading often: of the events that it showed and that are not cancelled.
struct PageWorth {
  std::int64_t events = 0;
  std::int64_t coming = 0;               // have not begun, or do not say when
  bool watched = false;                  // somebody's watch has matched one of them
  bool urgent = false;                   // one of them has an open alert of priority 4 or 5
  std::optional<Instant> next_sale;      // the next begin of a sale
  std::optional<Instant> last_sale;      // the latest begin that is over
  std::optional<Instant> next_sale_end;  // the next end of one
  std::optional<Instant> next_start;     // of an event
};
// However many watch an event, what is read of them ends at the first that is active.
PageWorth page_worth(Database& db, std::int64_t page_id, Instant now);

// An event has its first match with a watch: its pages are due by now, unless they were just read.
// For analyze.
void want_sooner(Database& db, std::int64_t event_id, Instant now);

}  // namespace tocsin::store
