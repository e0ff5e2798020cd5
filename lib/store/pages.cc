#include "store/pages.h"

#include <algorithm>

#include "store/read_rows.h"

namespace tocsin::store {
namespace {

const Query kAdd("pages.add",
                 "INSERT INTO page (url, platform_id, added_by, added_at, asked_ms, interval_ms, "
                 "due_at) VALUES ($1, $2, $3, $4, $5, COALESCE($5, $6), $4) "
                 "ON CONFLICT (url) DO NOTHING RETURNING id",
                 "INSERT INTO page (url, platform_id, added_by, added_at, asked_ms, interval_ms, "
                 "due_at) VALUES ($1, $2, $3, $4, $5::bigint, COALESCE($5::bigint, $6::bigint), "
                 "$4) ON CONFLICT (url) DO NOTHING RETURNING id");
#define READD(asked)                                                                        \
  "UPDATE page SET asked_ms = COALESCE(" asked                                              \
  ", asked_ms), "                                                                           \
  "interval_ms = COALESCE(" asked                                                           \
  ", interval_ms), enabled = 1, removed_at = NULL, due_at = CASE WHEN due_at > $3 THEN $3 " \
  "ELSE due_at END WHERE url = $1"
const Query kReadd("pages.readd", READD("$2"), READD("$2::bigint"));

// A run that died holds what it claimed no longer than that.
const Query kFreeLapsed("pages.free_lapsed",
                        "UPDATE page SET claim_until = NULL, claimed_by = NULL "
                        "WHERE claim_until <= $1");
#define TURNS(lock)                                                                       \
  "SELECT platform.id, CASE WHEN platform.breaker = 'closed' THEN 1 ELSE 0 END "          \
  "FROM platform WHERE (platform.breaker_until IS NULL OR platform.breaker_until <= $1) " \
  "AND EXISTS (SELECT 1 FROM page WHERE page.platform_id = platform.id AND "              \
  "page.enabled = 1 AND page.claim_until IS NULL AND page.due_at <= $1) "                 \
  "ORDER BY platform.turn, platform.id LIMIT $2" lock
// A platform that another run is just serving is left to it.
const Query kTurns("pages.turns", TURNS(""), TURNS(" FOR UPDATE SKIP LOCKED"));
const Query kLastTurn("pages.last_turn", "SELECT COALESCE(max(turn), 0) FROM platform");
const Query kServed("pages.served",
                    "UPDATE platform SET turn = $2, "
                    "breaker = CASE WHEN breaker = 'closed' THEN breaker ELSE 'half_open' END, "
                    "breaker_until = CASE WHEN breaker = 'closed' THEN NULL ELSE $3 END "
                    "WHERE id = $1",
                    "UPDATE platform SET turn = $2, "
                    "breaker = CASE WHEN breaker = 'closed' THEN breaker ELSE 'half_open' END, "
                    "breaker_until = CASE WHEN breaker = 'closed' THEN NULL ELSE $3::bigint END "
                    "WHERE id = $1");

#define CLAIM(lock)                                                                            \
  "UPDATE page SET claim_until = $3, claimed_by = $4 WHERE id IN (SELECT id FROM page WHERE "  \
  "platform_id = $1 AND enabled = 1 AND claim_until IS NULL AND due_at <= $2 "                 \
  "ORDER BY due_at, id LIMIT $5" lock                                                          \
  ") RETURNING id, platform_id, url, (SELECT name FROM platform WHERE platform.id = "          \
  "page.platform_id), due_at, asked_ms, interval_ms, ok_at, changed_at, etag, last_modified, " \
  "content_hash, failures, offers_seen"
const Query kClaim("pages.claim", CLAIM(""), CLAIM(" FOR UPDATE SKIP LOCKED"));

#define PAGE_COLUMNS                                                                          \
  "page.id, page.url, platform.name, page.outcome, page.error, page.added_by, page.pace, "    \
  "page.enabled, page.asked_ms, page.interval_ms, page.due_at, page.fetched_at, page.ok_at, " \
  "page.changed_at, page.status, page.latency_ms, page.offers_seen, page.failures "           \
  "FROM page JOIN platform ON platform.id = page.platform_id "
const Query kDue("pages.due", "SELECT " PAGE_COLUMNS
                              "WHERE page.enabled = 1 AND page.claim_until IS NULL AND "
                              "page.due_at <= $1 AND (platform.breaker_until IS NULL OR "
                              "platform.breaker_until <= $1) "
                              "ORDER BY page.due_at, page.id LIMIT $2");
const Query kList("pages.list",
                  "SELECT " PAGE_COLUMNS
                  "WHERE page.id > $1 AND page.removed_at IS NULL AND "
                  "($2 = '' OR platform.name = $2) AND ($3 = 0 OR page.failures > 0) AND "
                  "($4 IS NULL OR (page.enabled = 1 AND page.due_at <= $4)) "
                  "ORDER BY page.id LIMIT $5",
                  "SELECT " PAGE_COLUMNS
                  "WHERE page.id > $1 AND page.removed_at IS NULL AND "
                  "($2::text = '' OR platform.name = $2::text) AND "
                  "($3::bigint = 0 OR page.failures > 0) AND "
                  "($4::bigint IS NULL OR (page.enabled = 1 AND page.due_at <= $4::bigint)) "
                  "ORDER BY page.id LIMIT $5");
#define SETTLE(disable)                                                                         \
  "UPDATE page SET claim_until = NULL, claimed_by = NULL, outcome = $2, status = $3, "          \
  "error = $4, latency_ms = $5, fetched_at = $6, due_at = $7, failures = $8, "                  \
  "enabled = CASE WHEN " disable                                                                \
  " = 1 THEN 0 ELSE enabled END, etag = COALESCE($10, etag), "                                  \
  "last_modified = COALESCE($11, last_modified), content_hash = COALESCE($12, content_hash), "  \
  "offers_seen = COALESCE($13, offers_seen), ok_at = COALESCE($14, ok_at), interval_ms = $15, " \
  "pace = $16, changed_at = COALESCE($17, changed_at) WHERE id = $1"
const Query kSettle("pages.settle", SETTLE("$9"), SETTLE("$9::bigint"));

// What a person pauses or removes stays so, whatever leads to it (page_links.h).
const Query kPause("pages.pause",
                   "UPDATE page SET enabled = 0, found = NULL WHERE url = $1 AND "
                   "removed_at IS NULL");
const Query kResume("pages.resume",
                    "UPDATE page SET enabled = 1, due_at = CASE WHEN due_at < $2 THEN $2 "
                    "ELSE due_at END WHERE url = $1 AND removed_at IS NULL");
const Query kRemove(
    "pages.remove",
    "UPDATE page SET enabled = 0, removed_at = $2, found = NULL, content_hash = NULL, "
    "etag = NULL, last_modified = NULL, offers_seen = NULL "
    "WHERE url = $1 AND removed_at IS NULL RETURNING id");

const Query kReturn("pages.return",
                    "UPDATE page SET claim_until = NULL, claimed_by = NULL, due_at = $2 "
                    "WHERE id = $1");

const Query kFindHost("pages.find_host",
                      "SELECT origin, robots, robots_rule, robots_until, next_at FROM host "
                      "WHERE origin = $1");
const Query kSaveHost("pages.save_host",
                      "INSERT INTO host (origin, robots, robots_rule, robots_until, next_at) "
                      "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (origin) DO UPDATE SET "
                      "robots = excluded.robots, robots_rule = excluded.robots_rule, "
                      "robots_until = excluded.robots_until, next_at = excluded.next_at");

std::optional<Duration> maybe_duration(const Rows& row, int i) {
  return row.is_null(i) ? std::nullopt : std::optional(Duration{row.integer(i)});
}

PageRow read_page_row(const Rows& row) {
  PageRow p;
  p.id = row.integer(0);
  p.url = row.string(1);
  p.platform = row.string(2);
  p.outcome = row.string(3);
  p.error = row.string(4);
  p.added_by = row.string(5);
  p.pace = row.string(6);
  p.enabled = row.flag(7);
  p.asked = maybe_duration(row, 8);
  p.interval = Duration{row.integer(9)};
  p.due_at = row.instant(10);
  p.fetched_at = row.maybe_instant(11);
  p.ok_at = row.maybe_instant(12);
  p.changed_at = row.maybe_instant(13);
  p.status = row.maybe_integer(14);
  p.latency_ms = row.maybe_integer(15);
  p.offers_seen = row.maybe_integer(16);
  p.failures = row.integer(17);
  return p;
}

PageClaim read_claim(const Rows& row) {
  PageClaim p;
  p.id = row.integer(0);
  p.platform_id = row.integer(1);
  p.url = row.string(2);
  p.platform = row.string(3);
  p.due_at = row.instant(4);
  p.asked = maybe_duration(row, 5);
  p.interval = Duration{row.integer(6)};
  p.ok_at = row.maybe_instant(7);
  p.changed_at = row.maybe_instant(8);
  p.etag = row.string(9);
  p.last_modified = row.string(10);
  p.content_hash = row.string(11);
  p.failures = row.integer(12);
  p.offers_seen = row.maybe_integer(13).value_or(0);
  return p;
}

struct Turn {
  std::int64_t platform_id = 0;
  bool closed = true;  // its breaker
};
Turn read_turn(const Rows& row) {
  return {row.integer(0), row.flag(1)};
}

}  // namespace

bool add_page(Database& db, const NewPage& page, Instant now) {
  {
    Rows added =
        db.query(kAdd, page.url, page.platform_id, page.added_by, now, page.asked, page.usual);
    if (added.next()) return true;
  }
  db.execute(kReadd, page.url, page.asked, now);
  return false;
}

std::vector<PageClaim> claim_due_pages(Database& db, Instant now, Instant until,
                                       std::string_view claimer, std::int64_t limit) {
  db.execute(kFreeLapsed, now);
  std::vector<PageClaim> out;
  std::optional<std::int64_t> last_turn;
  for (std::int64_t left = limit; left > 0;) {
    const std::vector<Turn> turns = read_all(db.query(kTurns, now, left), read_turn);
    if (turns.empty()) break;
    if (!last_turn) last_turn = read_first(db.query(kLastTurn), read_id).value_or(0);
    const std::int64_t share = left / static_cast<std::int64_t>(turns.size());
    const std::size_t before = out.size();
    for (const Turn& turn : turns) {
      db.execute(kServed, turn.platform_id, ++*last_turn, until);
      std::vector<PageClaim> claimed =
          read_all(db.query(kClaim, turn.platform_id, now, until, claimer, turn.closed ? share : 1),
                   read_claim);
      for (PageClaim& page : claimed) {
        page.at = now;
        out.push_back(std::move(page));
      }
    }
    if (out.size() == before) break;  // other runs hold what there is
    left = limit - static_cast<std::int64_t>(out.size());
  }
  return out;
}

std::vector<PageRow> due_pages(Database& db, Instant now, std::int64_t limit) {
  return read_all(db.query(kDue, now, limit), read_page_row);
}

void settle_page(Database& db, const PageReading& r) {
  db.execute(kSettle, r.id, r.outcome,
             r.status == 0 ? std::nullopt : std::optional<std::int64_t>(r.status),
             text_or_null(r.error), r.latency, r.at, r.due_at, r.failures, r.disable, r.etag,
             r.last_modified, r.content_hash, r.offers_seen,
             r.good ? std::optional(r.at) : std::nullopt, r.interval, text_or_null(r.pace),
             r.changed ? std::optional(r.at) : std::nullopt);
}

void return_page(Database& db, std::int64_t id, Instant due_at) {
  db.execute(kReturn, id, due_at);
}

std::vector<PageRow> list_pages(Database& db, const PageFilter& filter, std::int64_t after,
                                std::int64_t limit) {
  return read_all(db.query(kList, after, filter.platform, filter.failing, filter.due, limit),
                  read_page_row);
}

bool pause_page(Database& db, std::string_view url) {
  return db.execute(kPause, url) > 0;
}

bool resume_page(Database& db, std::string_view url, Instant now) {
  return db.execute(kResume, url, now) > 0;
}

std::optional<std::int64_t> remove_page(Database& db, std::string_view url, Instant now) {
  return read_first(db.query(kRemove, url, now), read_id);
}

std::optional<HostState> find_host(Database& db, std::string_view origin) {
  Rows row = db.query(kFindHost, origin);
  if (!row.next()) return std::nullopt;
  return HostState{row.string(0), row.string(1), row.string(2), row.maybe_instant(3),
                   row.instant(4)};
}

void save_host(Database& db, const HostState& h) {
  db.execute(kSaveHost, h.origin, text_or_null(h.robots), text_or_null(h.robots_rule),
             h.robots_until, h.next_at);
}

}  // namespace tocsin::store
