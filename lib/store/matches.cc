#include "store/matches.h"

#include <algorithm>

#include "base/text.h"
#include "store/read_rows.h"

namespace tocsin::store {
namespace {

const Query kWatchesDue("matches.watches_due",
                        "SELECT id, look_due_at FROM watch WHERE look_due_at IS NOT NULL AND "
                        "look_due_at <= $1 AND (look_due_at > $2 OR (look_due_at = $2 AND "
                        "id > $3)) ORDER BY look_due_at, id LIMIT $4");
const Query kWatchLooked("matches.watch_looked",
                         "UPDATE watch SET look_due_at = $3 WHERE id = $1 AND look_due_at = $2");
const Query kLookAtWatch("matches.look_at_watch",
                         "UPDATE watch SET look_due_at = $2 WHERE id = $1 AND "
                         "(look_due_at IS NULL OR look_due_at > $2)");
const Query kEventsDue("matches.events_due",
                       "SELECT event_id, version, due_at FROM event_look WHERE due_at <= $1 AND "
                       "(due_at > $2 OR (due_at = $2 AND event_id > $3)) "
                       "ORDER BY due_at, event_id LIMIT $4");
const Query kEventDone("matches.event_done",
                       "DELETE FROM event_look WHERE event_id = $1 AND version = $2");
const Query kEventAgain("matches.event_again",
                        "UPDATE event_look SET due_at = $3, changed_since = NULL "
                        "WHERE event_id = $1 AND version = $2");
const Query kLookAgain("matches.look_again",
                       "INSERT INTO event_look (event_id, due_at) VALUES ($1, $2) "
                       "ON CONFLICT (event_id) DO UPDATE SET due_at = excluded.due_at "
                       "WHERE event_look.due_at > excluded.due_at");
const Query kWatch("matches.watch",
                   "SELECT w.id, w.person_id, w.public_id, w.name, w.criteria, w.paused, "
                   "w.removed_at, p.disabled, w.expires_at, COALESCE(p.time_zone, o.time_zone) "
                   "FROM watch w JOIN person p ON p.id = w.person_id "
                   "LEFT JOIN organization o ON o.id = p.organization_id WHERE w.id = $1");
const Query kWatchByPublicId("matches.watch_by_public_id",
                             "SELECT id FROM watch WHERE public_id = $1");
const Query kWatchByExternalId("matches.watch_by_external_id",
                               "SELECT id FROM watch WHERE external_id = $1 AND source = 'import'");

const Query kWatchTerms("matches.watch_terms", "SELECT term FROM watch_term WHERE watch_id = $1");
const Query kEventTerms("matches.event_terms", "SELECT term FROM event_term WHERE event_id = $1");
const Query kAddWatchTerm("matches.add_watch_term",
                          "INSERT INTO watch_term (term, watch_id) VALUES ($2, $1)");
const Query kAddEventTerm("matches.add_event_term",
                          "INSERT INTO event_term (term, event_id) VALUES ($2, $1)");
const Query kDropWatchTerm("matches.drop_watch_term",
                           "DELETE FROM watch_term WHERE term = $2 AND watch_id = $1");
const Query kDropEventTerm("matches.drop_event_term",
                           "DELETE FROM event_term WHERE term = $2 AND event_id = $1");
const Query kWatchesForEvent(
    "matches.watches_for_event",
    "SELECT w.watch_id FROM event_term e JOIN watch_term w ON w.term = e.term "
    "WHERE e.event_id = $1 UNION SELECT watch_id FROM watch_match WHERE event_id = $1");
const Query kEventsForWatch(
    "matches.events_for_watch",
    "SELECT e.event_id FROM watch_term w JOIN event_term e ON e.term = w.term "
    "WHERE w.watch_id = $1 UNION SELECT event_id FROM watch_match WHERE watch_id = $1");
const Query kEventsUnder("matches.events_under",
                         "SELECT event_id FROM event_term WHERE term = $1 ORDER BY event_id");
const Query kCoordinates("matches.coordinates",
                         "SELECT e.venue_latitude, e.venue_longitude FROM event_term t "
                         "JOIN event e ON e.id = t.event_id WHERE t.term = $1 AND "
                         "e.venue_latitude IS NOT NULL AND e.venue_longitude IS NOT NULL LIMIT 1");

#define MATCH_COLUMNS                                                                 \
  "watch_id, event_id, offers, best_offer_id, best_minor, currency, tickets, score, " \
  "breakdown, state, first_at, changed_at"
const Query kMatch("matches.find", "SELECT " MATCH_COLUMNS
                                   " FROM watch_match WHERE watch_id = $1 AND event_id = $2");
const Query kMatchesOfWatch("matches.of_watch",
                            "SELECT " MATCH_COLUMNS
                            " FROM watch_match WHERE watch_id = $1 "
                            "ORDER BY offers DESC, score DESC, event_id LIMIT $2");
const Query kSaveMatch(
    "matches.save",
    "INSERT INTO watch_match (" MATCH_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11) "
    "ON CONFLICT (watch_id, event_id) DO UPDATE SET offers = excluded.offers, "
    "best_offer_id = excluded.best_offer_id, best_minor = excluded.best_minor, "
    "currency = excluded.currency, tickets = excluded.tickets, score = excluded.score, "
    "breakdown = excluded.breakdown, state = excluded.state, changed_at = excluded.changed_at");

const Query kHistory(
    "matches.history",
    "SELECT p.offer_id, p.at, p.price_minor, p.fees_minor, p.each_minor, p.currency, p.quantity, "
    "p.availability FROM offer o JOIN price_point p ON p.offer_id = o.id "
    "WHERE o.event_id = $1 AND o.closed_at IS NULL AND p.at >= COALESCE((SELECT MAX(b.at) "
    "FROM price_point b WHERE b.offer_id = o.id AND b.at <= $2), $2) ORDER BY p.offer_id, p.at");
const Query kFailures("matches.platform_failures", "SELECT failures FROM platform WHERE id = $1");
// Asked by people alone.
const Query kEventNamed("matches.event_named",
                        "SELECT id FROM event WHERE LOWER(external_id) = $1 OR LOWER(url) = $1 "
                        "LIMIT 2",
                        Reach::whole);
const Query kAlertOpen("matches.alert_is_open",
                       "SELECT 1 FROM alert WHERE dedup_key = $1 AND status IN "
                       "('active', 'acknowledged', 'snoozed')");

StoredMatch read_match(const Rows& row) {
  StoredMatch m;
  m.watch_id = row.integer(0);
  m.event_id = row.integer(1);
  m.offers = row.integer(2);
  m.best_offer_id = row.maybe_integer(3);
  m.best = read_money(row, 4, 5);
  m.tickets = row.maybe_integer(6);
  m.score = row.real(7);
  m.breakdown = row.string(8);
  m.state = row.string(9);
  m.first_at = row.instant(10);
  m.changed_at = row.instant(11);
  return m;
}

struct TermTable {
  const Query &read, &add, &drop;
};

void file(Database& db, const TermTable& table, std::int64_t id, std::vector<std::string> terms) {
  std::sort(terms.begin(), terms.end());
  std::vector<std::string> stored;
  for (Rows row = db.query(table.read, id); row.next();) stored.push_back(row.string(0));
  std::sort(stored.begin(), stored.end());
  for (const std::string& term : stored) {
    if (!std::binary_search(terms.begin(), terms.end(), term)) db.execute(table.drop, id, term);
  }
  for (const std::string& term : terms) {
    if (!std::binary_search(stored.begin(), stored.end(), term)) db.execute(table.add, id, term);
  }
}

}  // namespace

std::vector<DueWatch> watches_due(Database& db, Instant now, const DueWatch& after,
                                  std::int64_t limit) {
  std::vector<DueWatch> out;
  for (Rows row = db.query(kWatchesDue, now, after.due_at, after.id, limit); row.next();) {
    out.push_back({row.integer(0), row.instant(1)});
  }
  return out;
}

void watch_looked(Database& db, const DueWatch& watch, std::optional<Instant> next) {
  db.execute(kWatchLooked, watch.id, watch.due_at, next);
}

void look_at_watch(Database& db, std::int64_t watch_id, Instant at) {
  db.execute(kLookAtWatch, watch_id, at);
}

std::vector<DueEvent> events_due(Database& db, Instant now, const DueEvent& after,
                                 std::int64_t limit) {
  std::vector<DueEvent> out;
  for (Rows row = db.query(kEventsDue, now, after.due_at, after.id, limit); row.next();) {
    out.push_back({row.integer(0), row.integer(1), row.instant(2)});
  }
  return out;
}

void event_looked(Database& db, const DueEvent& event, std::optional<Instant> next) {
  if (next) {
    db.execute(kEventAgain, event.id, event.version, *next);
  } else {
    db.execute(kEventDone, event.id, event.version);
  }
}

void look_again(Database& db, std::int64_t event_id, Instant at) {
  db.execute(kLookAgain, event_id, at);
}

std::optional<WatchToMatch> watch_to_match(Database& db, std::int64_t watch_id) {
  Rows row = db.query(kWatch, watch_id);
  if (!row.next()) return std::nullopt;
  WatchToMatch w;
  w.id = row.integer(0);
  w.person_id = row.integer(1);
  w.public_id = row.string(2);
  w.name = row.string(3);
  w.criteria = row.string(4);
  w.paused = row.flag(5);
  w.removed = !row.is_null(6);
  w.person_disabled = row.flag(7);
  w.expires_at = row.maybe_instant(8);
  w.time_zone = row.string(9);
  return w;
}

std::optional<std::int64_t> find_watch_id(Database& db, std::string_view id) {
  if (const auto found = read_only(db.query(kWatchByPublicId, id), read_id)) return found;
  return read_only(db.query(kWatchByExternalId, id), read_id);
}

void file_watch(Database& db, std::int64_t watch_id, const std::vector<std::string>& terms) {
  file(db, {kWatchTerms, kAddWatchTerm, kDropWatchTerm}, watch_id, terms);
}

void file_event(Database& db, std::int64_t event_id, const std::vector<std::string>& terms) {
  file(db, {kEventTerms, kAddEventTerm, kDropEventTerm}, event_id, terms);
}

std::vector<std::int64_t> watches_for_event(Database& db, std::int64_t event_id) {
  return read_all(db.query(kWatchesForEvent, event_id), read_id);
}

std::vector<std::int64_t> events_for_watch(Database& db, std::int64_t watch_id) {
  return read_all(db.query(kEventsForWatch, watch_id), read_id);
}

std::vector<std::int64_t> events_under(Database& db, std::string_view term) {
  return read_all(db.query(kEventsUnder, term), read_id);
}

std::optional<Coordinates> coordinates_under(Database& db, std::string_view term) {
  Rows row = db.query(kCoordinates, term);
  if (!row.next()) return std::nullopt;
  return Coordinates{row.real(0), row.real(1)};
}

std::optional<StoredMatch> find_match(Database& db, std::int64_t watch_id, std::int64_t event_id) {
  return read_first(db.query(kMatch, watch_id, event_id), read_match);
}

std::vector<StoredMatch> matches_of_watch(Database& db, std::int64_t watch_id, std::int64_t limit) {
  return read_all(db.query(kMatchesOfWatch, watch_id, limit), read_match);
}

void save_match(Database& db, const StoredMatch& m) {
  db.execute(kSaveMatch, m.watch_id, m.event_id, m.offers, m.best_offer_id,
             m.best ? std::optional(m.best->minor) : std::nullopt,
             m.best ? Value(m.best->currency.code()) : Value(nullptr), m.tickets, m.score,
             m.breakdown, m.state, m.changed_at);
}

std::unordered_map<std::int64_t, std::vector<PricePoint>> history_of_event(Database& db,
                                                                           std::int64_t event_id,
                                                                           Instant since) {
  std::unordered_map<std::int64_t, std::vector<PricePoint>> out;
  for (Rows row = db.query(kHistory, event_id, since); row.next();) {
    out[row.integer(0)].push_back({row.instant(1), read_money(row, 2, 5), read_money(row, 3, 5),
                                   read_money(row, 4, 5), row.maybe_integer(6),
                                   row.as<Availability>(7)});
  }
  return out;
}

std::int64_t platform_failures(Database& db, std::int64_t platform_id) {
  Rows row = db.query(kFailures, platform_id);
  return row.next() ? row.integer(0) : 0;
}

std::optional<std::int64_t> find_event_id(Database& db, std::string_view name) {
  return read_only(db.query(kEventNamed, to_lower(name)), read_id);
}

bool alert_is_open(Database& db, std::string_view dedup_key) {
  return db.query(kAlertOpen, dedup_key).next();
}

}  // namespace tocsin::store
