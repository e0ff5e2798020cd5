// Offers and their history as export lists them: whole tables, in pages by key.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/offer.h"
#include "store/database.h"

namespace tocsin::store {

struct ListingFilter {
  std::string platform;        // empty: all
  Instant since = from_ms(0);  // offers seen, prices holding since then
};

// An offer that is not closed, or an event that never had one; observed_at is when it was seen
// last.
struct Listed {
  std::int64_t id = 0;
  Observation seen;
};
std::vector<Listed> current_offers_after(Database& db, std::int64_t offer_id,
                                         const ListingFilter& filter, std::int64_t limit);
std::vector<Listed> bare_events_after(Database& db, std::int64_t event_id,
                                      const ListingFilter& filter, std::int64_t limit);

// One row of history: it held from `seen.observed_at` until the next change or the offer's end.
struct ListedPrice {
  std::int64_t offer_id = 0;
  Observation seen;  // the event, what tells the offer apart, and what it cost then
  std::optional<Instant> until;
};
// Every row of the offers with ids after the one and up to the other.
std::vector<ListedPrice> prices_of(Database& db, std::int64_t after_offer, std::int64_t to_offer,
                                   const ListingFilter& filter);
std::int64_t last_offer_id(Database& db);  // 0: there is none

}  // namespace tocsin::store
