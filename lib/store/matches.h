// How watches and changed events find each other, and what each watch last saw of an event.
//
// watch_term, event_term, watch_match and the clearing of event_look and watch.look_due_at are
// written here. Writing functions run inside the caller's transaction.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "store/offers.h"

namespace tocsin::store {

// A watch with what its person adds to a decision.
struct WatchToMatch {
  std::int64_t id = 0, person_id = 0;
  std::string public_id, name, criteria;
  bool paused = false, removed = false, person_disabled = false;
  std::optional<Instant> expires_at;
  std::string time_zone;  // the person's, else the organization's, else empty
};

struct DueWatch {
  std::int64_t id = 0;
  Instant due_at{};
};
// Watches that wait for a look at what is there, after (due_at, id).
std::vector<DueWatch> watches_due(Database& db, Instant now, const DueWatch& after,
                                  std::int64_t limit);
// The watch has been looked at unless it was changed meanwhile; `next`: when time alone changes it.
void watch_looked(Database& db, const DueWatch& watch, std::optional<Instant> next);
// Asks for a look at the watch by `at`.
void look_at_watch(Database& db, std::int64_t watch_id, Instant at);

struct DueEvent {
  std::int64_t id = 0, version = 0;
  Instant due_at{};
};
std::vector<DueEvent> events_due(Database& db, Instant now, const DueEvent& after,
                                 std::int64_t limit);
// Nothing is cleared if the event changed since it was read as due (its version is another).
void event_looked(Database& db, const DueEvent& event, std::optional<Instant> next);
// Asks for a look at `at` unless an earlier one is asked for already.
void look_again(Database& db, std::int64_t event_id, Instant at);

std::optional<WatchToMatch> watch_to_match(Database& db, std::int64_t watch_id);
std::optional<std::int64_t> find_watch_id(Database& db, std::string_view public_or_external_id);

// The rows of terms become exactly these.
void file_watch(Database& db, std::int64_t watch_id, const std::vector<std::string>& terms);
void file_event(Database& db, std::int64_t event_id, const std::vector<std::string>& terms);
// Those that share a term with it, or have seen it before.
std::vector<std::int64_t> watches_for_event(Database& db, std::int64_t event_id);
std::vector<std::int64_t> events_for_watch(Database& db, std::int64_t watch_id);
std::vector<std::int64_t> events_under(Database& db, std::string_view term);
// Coordinates of a venue filed under the term "city:NAME".
struct Coordinates {
  double latitude = 0, longitude = 0;
};
std::optional<Coordinates> coordinates_under(Database& db, std::string_view term);

struct StoredMatch {
  std::int64_t watch_id = 0, event_id = 0;
  std::int64_t offers = 0;
  std::optional<std::int64_t> best_offer_id, tickets;
  std::optional<Money> best;
  double score = 0;
  std::string breakdown, state;  // JSON
  Instant first_at{}, changed_at{};
};
std::optional<StoredMatch> find_match(Database& db, std::int64_t watch_id, std::int64_t event_id);
std::vector<StoredMatch> matches_of_watch(Database& db, std::int64_t watch_id, std::int64_t limit);
// first_at stays that of the row's making.
void save_match(Database& db, const StoredMatch& match);

// History of the event's open offers since `since`, with the row that held then; by offer, oldest
// first.
std::unordered_map<std::int64_t, std::vector<PricePoint>> history_of_event(Database& db,
                                                                           std::int64_t event_id,
                                                                           Instant since);
// Fetches that failed in a row.
std::int64_t platform_failures(Database& db, std::int64_t platform_id);
// By its platform's ID or its URL, if only one has it.
std::optional<std::int64_t> find_event_id(Database& db, std::string_view name);
// Is there an open alert with this dedup key?
bool alert_is_open(Database& db, std::string_view dedup_key);

}  // namespace tocsin::store
