// Events, offers and their price history as they are stored; see offer_writer.h for how they come
// to be.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/offer.h"
#include "store/database.h"

namespace tocsin::store {

struct StoredEvent {
  std::int64_t id = 0;
  std::int64_t platform_id = 0;
  std::string platform, identity;
  std::optional<std::int64_t> same_as;  // the event it was found to be the same as
  EventFacts facts;
  Instant first_seen_at{}, last_seen_at{}, changed_at{};
};

struct StoredOffer {
  std::int64_t id = 0;
  std::int64_t event_id = 0;
  std::string identity;
  std::optional<std::int64_t> page_id;  // where it was seen last
  std::string platform;                 // empty unless offers of several platforms stand together
  OfferFacts facts;
  std::optional<Money> each;  // what one ticket costs in all
  Instant first_seen_at{}, last_seen_at{}, changed_at{};
  std::optional<Instant> closed_at;
};

struct PricePoint {
  Instant at{};
  std::optional<Money> price, fees, each;
  std::optional<std::int64_t> quantity;
  Availability availability = Availability::unknown;
};

std::optional<StoredEvent> find_event(Database& db, std::int64_t id);
std::optional<StoredEvent> find_event(Database& db, std::int64_t platform_id,
                                      std::string_view identity);
// The events that were found to be the same as this one, in the order in which they were seen.
std::vector<StoredEvent> events_same_as(Database& db, std::int64_t event_id);
// Events whose venue has this key (lib/model/event_identity.h) and that start then, 200 at most.
std::vector<StoredEvent> events_at_place(Database& db, std::string_view place_key, Instant from,
                                         Instant until);
std::vector<StoredOffer> open_offers_of_event(Database& db, std::int64_t event_id);
std::optional<StoredOffer> find_offer(Database& db, std::int64_t id);
std::optional<StoredOffer> find_offer(Database& db, std::int64_t event_id,
                                      std::string_view identity);
// Oldest first, the newest `limit` rows.
std::vector<PricePoint> price_history(Database& db, std::int64_t offer_id, std::int64_t limit);

}  // namespace tocsin::store
