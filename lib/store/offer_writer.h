// Observations become events, offers and history: written by scrape and import, by nobody else.
//
// History stores changes, not polls: a price_point when price, fees, quantity or availability
// changed or a closed offer came back, last_seen_at otherwise. Observations older than what is
// stored are ignored, so that reading the same past twice changes nothing.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "model/offer.h"
#include "store/database.h"
#include "store/offers.h"

namespace tocsin::store {

struct Observed {
  std::int64_t event_id = 0;
  std::optional<std::int64_t> offer_id;  // absent: an event seen without offers
  bool new_event = false, event_changed = false;
  bool new_offer = false, offer_changed = false;  // changed: a row of history was written
};

// Stores observations within the caller's transaction. Keeps what it looked up, so it must not
// outlive the transaction: flush() is the last call of it, and after a rollback a new writer is
// needed.
class OfferWriter {
 public:
  explicit OfferWriter(Database& db) : db_(db) {}

  std::int64_t platform_id(const std::string& name, Instant now);
  // `page_id`: the page that shows the offer; absent for imports.
  Observed observe(const Observation& seen, std::optional<std::int64_t> page_id);
  // An event with all that the page offers of it; `seen.offer` is not asked. Calls `each` for every
  // offer, or once for an event without any.
  void observe(const Observation& seen, const std::vector<OfferFacts>& offers, std::int64_t page_id,
               const std::function<void(const Observed&)>& each);
  // A full reading of a page ended: its open offers not seen at `at` are closed. How many.
  std::int64_t close_unseen(std::int64_t page_id, Instant at);
  // The same for a platform's whole listing.
  std::int64_t close_unseen_on_platform(std::int64_t platform_id, Instant at);
  // The page did not change (304): all its open offers are still there.
  void confirm(std::int64_t page_id, Instant at);
  // Queues what changed for analyze.
  void flush();
  // For its forecasts only: no watch looks, nobody is told.
  void flush_silently();

 private:
  struct KnownEvent {
    std::int64_t id;
    EventFacts facts;
    Instant last_seen_at;
    bool is_new = false;                       // made by this writer
    std::unordered_set<std::string> offers{};  // then: the identities of all it has
  };
  KnownEvent& event(const Observation& seen, std::int64_t platform, Observed& result);
  std::optional<std::int64_t> insert_event(const Observation& seen, std::int64_t platform,
                                           const std::string& identity);
  KnownEvent& observe_event(const Observation& seen, Observed& result);
  void observe_offer(KnownEvent& event, const OfferFacts& offer, Instant at,
                     std::optional<std::int64_t> page_id, Observed& result);
  void relink(const StoredEvent& event, Instant at, bool is_new);
  void changed(std::int64_t event_id, Instant at);

  Database& db_;
  std::unordered_map<std::string, std::int64_t> platforms_;
  std::unordered_map<std::string, KnownEvent> events_;
  std::unordered_map<std::int64_t, Instant> changed_;
  std::unordered_map<std::int64_t, Instant> joined_;  // now follow another event
};

}  // namespace tocsin::store
