#include "store/page_events.h"

#include <algorithm>
#include <iterator>

#include "store/read_rows.h"

namespace tocsin::store {
namespace {

// What was read so lately is news enough.
constexpr Duration kJustRead = std::chrono::minutes{1};

const Query kOfPage("page_events.of_page",
                    "SELECT event_id FROM page_event WHERE page_id = $1 ORDER BY event_id");
const Query kAdd("page_events.add", "INSERT INTO page_event (page_id, event_id) VALUES ($1, $2)");
const Query kDrop("page_events.drop",
                  "DELETE FROM page_event WHERE page_id = $1 AND event_id = $2");

// A start without an hour lasts its day. Matches are those of the event that is looked at.
const Query kWorth(
    "page_events.worth",
    "SELECT count(*), COALESCE(sum(CASE WHEN COALESCE(e.starts_at, e.starts_local) IS NULL OR "
    "COALESCE(e.starts_at, e.starts_local) + CASE WHEN e.start_precision = 'exact' THEN 0 "
    "ELSE 86400000 END > $2 THEN 1 ELSE 0 END), 0), "
    "max(CASE WHEN EXISTS (SELECT 1 FROM watch_match m JOIN watch w ON w.id = m.watch_id "
    "WHERE m.event_id = COALESCE(e.same_as, e.id) AND w.paused = 0 AND w.removed_at IS NULL AND "
    "(w.expires_at IS NULL OR w.expires_at > $2)) THEN 1 ELSE 0 END), "
    "max(CASE WHEN EXISTS (SELECT 1 FROM alert a WHERE a.subject_type = 'event' AND "
    "a.subject_id = CAST(COALESCE(e.same_as, e.id) AS TEXT) AND a.priority >= 4 AND a.status IN "
    "('active', 'acknowledged', 'snoozed')) "
    "THEN 1 ELSE 0 END), "
    "min(CASE WHEN e.on_sale_from > $2 THEN e.on_sale_from END), "
    "max(CASE WHEN e.on_sale_from <= $2 THEN e.on_sale_from END), "
    "min(CASE WHEN e.on_sale_until > $2 THEN e.on_sale_until END), "
    "min(CASE WHEN e.starts_at > $2 THEN e.starts_at END) "
    "FROM page_event p JOIN event e ON e.id = p.event_id WHERE p.page_id = $1 AND "
    "(e.status IS NULL OR e.status <> 'cancelled')");

const Query kSooner("page_events.sooner",
                    "UPDATE page SET due_at = CASE WHEN fetched_at > $2 THEN fetched_at + $3 "
                    "ELSE $4 END WHERE enabled = 1 AND claim_until IS NULL AND asked_ms IS NULL "
                    "AND due_at > CASE WHEN fetched_at > $2 THEN fetched_at + $3 ELSE $4 END AND "
                    "id IN (SELECT p.page_id FROM page_event p WHERE p.event_id = $1 UNION "
                    "SELECT p.page_id FROM event e JOIN page_event p ON p.event_id = e.id "
                    "WHERE e.same_as = $1)");

}  // namespace

void file_page(Database& db, std::int64_t page_id, std::vector<std::int64_t> events) {
  std::sort(events.begin(), events.end());
  events.erase(std::unique(events.begin(), events.end()), events.end());
  const std::vector<std::int64_t> stored = read_all(db.query(kOfPage, page_id), read_id);
  if (stored == events) return;
  std::vector<std::int64_t> gone, come;
  std::set_difference(stored.begin(), stored.end(), events.begin(), events.end(),
                      std::back_inserter(gone));
  std::set_difference(events.begin(), events.end(), stored.begin(), stored.end(),
                      std::back_inserter(come));
  for (const std::int64_t id : gone) db.execute(kDrop, page_id, id);
  for (const std::int64_t id : come) db.execute(kAdd, page_id, id);
}

PageWorth page_worth(Database& db, std::int64_t page_id, Instant now) {
  Rows row = db.query(kWorth, page_id, now);
  PageWorth w;
  if (!row.next()) return w;
  w.events = row.integer(0);
  w.coming = row.integer(1);
  w.watched = !row.is_null(2) && row.flag(2);
  w.urgent = !row.is_null(3) && row.flag(3);
  w.next_sale = row.maybe_instant(4);
  w.last_sale = row.maybe_instant(5);
  w.next_sale_end = row.maybe_instant(6);
  w.next_start = row.maybe_instant(7);
  return w;
}

void want_sooner(Database& db, std::int64_t event_id, Instant now) {
  db.execute(kSooner, event_id, now - kJustRead, kJustRead, now);
}

}  // namespace tocsin::store
