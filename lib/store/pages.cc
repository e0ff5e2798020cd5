#include "store/pages.h"

#include "store/read_rows.h"

namespace tocsin::store {
namespace {

const Query kAdd("pages.add",
                 "INSERT INTO page (url, platform_id, added_by, added_at, interval_ms, due_at) "
                 "VALUES ($1, $2, $3, $4, $5, $4) ON CONFLICT (url) DO NOTHING RETURNING id");
const Query kReadd("pages.readd",
                   "UPDATE page SET interval_ms = $2, enabled = 1, "
                   "due_at = CASE WHEN due_at > $3 THEN $3 ELSE due_at END WHERE url = $1");

#define CLAIM(lock)                                                                           \
  "UPDATE page SET claim_until = $2, claimed_by = $3 WHERE id IN (SELECT id FROM page WHERE " \
  "enabled = 1 AND due_at <= $1 AND (claim_until IS NULL OR claim_until <= $1) "              \
  "ORDER BY due_at, id LIMIT $4" lock                                                         \
  ") RETURNING id, platform_id, url, (SELECT name FROM platform WHERE platform.id = "         \
  "page.platform_id), interval_ms, etag, last_modified, content_hash, failures, offers_seen"
const Query kClaim("pages.claim", CLAIM(""), CLAIM(" FOR UPDATE SKIP LOCKED"));

#define PAGE_COLUMNS                                                                           \
  "page.id, page.url, platform.name, page.outcome, page.error, page.added_by, page.enabled, "  \
  "page.interval_ms, page.due_at, page.fetched_at, page.ok_at, page.status, page.latency_ms, " \
  "page.offers_seen, page.failures FROM page JOIN platform ON platform.id = page.platform_id "
const Query kDue("pages.due", "SELECT " PAGE_COLUMNS
                              "WHERE page.enabled = 1 AND page.due_at <= $1 AND "
                              "(page.claim_until IS NULL OR page.claim_until <= $1) "
                              "ORDER BY page.due_at, page.id LIMIT $2");
const Query kList("pages.list",
                  "SELECT " PAGE_COLUMNS "WHERE page.id > $1 ORDER BY page.id LIMIT $2");
const Query kSettle(
    "pages.settle",
    "UPDATE page SET claim_until = NULL, claimed_by = NULL, outcome = $2, status = $3, "
    "error = $4, latency_ms = $5, fetched_at = $6, due_at = $7, failures = $8, "
    "enabled = CASE WHEN $9 = 1 THEN 0 ELSE enabled END, etag = COALESCE($10, etag), "
    "last_modified = COALESCE($11, last_modified), content_hash = COALESCE($12, content_hash), "
    "offers_seen = COALESCE($13, offers_seen), ok_at = COALESCE($14, ok_at) WHERE id = $1",
    "UPDATE page SET claim_until = NULL, claimed_by = NULL, outcome = $2, status = $3, "
    "error = $4, latency_ms = $5, fetched_at = $6, due_at = $7, failures = $8, "
    "enabled = CASE WHEN $9::bigint = 1 THEN 0 ELSE enabled END, etag = COALESCE($10, etag), "
    "last_modified = COALESCE($11, last_modified), content_hash = COALESCE($12, content_hash), "
    "offers_seen = COALESCE($13, offers_seen), ok_at = COALESCE($14, ok_at) WHERE id = $1");

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

const Query kPlatform("pages.platform",
                      "SELECT id, name, failures, told_failures, last_ok_at, last_error "
                      "FROM platform WHERE id = $1",
                      "SELECT id, name, failures, told_failures, last_ok_at, last_error "
                      "FROM platform WHERE id = $1 FOR UPDATE");
const Query kSavePlatform("pages.save_platform",
                          "UPDATE platform SET failures = $2, told_failures = $3, "
                          "last_ok_at = $4, last_error = $5 WHERE id = $1");
// A person asks this, of every page there is.
const Query kStatus(
    "pages.status",
    "SELECT platform.id, platform.name, platform.failures, platform.told_failures, "
    "platform.last_ok_at, platform.last_error, count(page.id), "
    "sum(CASE WHEN page.enabled = 1 AND page.due_at <= $1 THEN 1 ELSE 0 END), "
    "sum(CASE WHEN page.claim_until > $1 THEN 1 ELSE 0 END), "
    "sum(CASE WHEN page.failures > 0 THEN 1 ELSE 0 END), "
    "min(CASE WHEN page.enabled = 1 THEN page.due_at END), avg(page.latency_ms) "
    "FROM platform LEFT JOIN page ON page.platform_id = platform.id "
    "GROUP BY platform.id, platform.name, platform.failures, platform.told_failures, "
    "platform.last_ok_at, platform.last_error ORDER BY platform.name",
    Reach::whole);

std::vector<PageRow> page_rows(Rows row) {
  std::vector<PageRow> out;
  while (row.next()) {
    PageRow& p = out.emplace_back();
    p.id = row.integer(0);
    p.url = row.string(1);
    p.platform = row.string(2);
    p.outcome = row.string(3);
    p.error = row.string(4);
    p.added_by = row.string(5);
    p.enabled = row.flag(6);
    p.interval = Duration{row.integer(7)};
    p.due_at = row.instant(8);
    p.fetched_at = row.maybe_instant(9);
    p.ok_at = row.maybe_instant(10);
    p.status = row.maybe_integer(11);
    p.latency_ms = row.maybe_integer(12);
    p.offers_seen = row.maybe_integer(13);
    p.failures = row.integer(14);
  }
  return out;
}

PlatformHealth health(const Rows& row) {
  return {row.integer(0), row.string(1),        row.integer(2),
          row.integer(3), row.maybe_instant(4), row.string(5)};
}

}  // namespace

bool add_page(Database& db, std::string_view url, std::int64_t platform_id, Duration interval,
              std::string_view actor, Instant now) {
  {
    Rows added = db.query(kAdd, url, platform_id, actor, now, interval);
    if (added.next()) return true;
  }
  db.execute(kReadd, url, interval, now);
  return false;
}

std::vector<PageClaim> claim_due_pages(Database& db, Instant now, Instant until,
                                       std::string_view claimer, std::int64_t limit) {
  std::vector<PageClaim> out;
  for (Rows row = db.query(kClaim, now, until, claimer, limit); row.next();) {
    PageClaim& p = out.emplace_back();
    p.id = row.integer(0);
    p.platform_id = row.integer(1);
    p.url = row.string(2);
    p.platform = row.string(3);
    p.interval = Duration{row.integer(4)};
    p.etag = row.string(5);
    p.last_modified = row.string(6);
    p.content_hash = row.string(7);
    p.failures = row.integer(8);
    p.offers_seen = row.maybe_integer(9).value_or(0);
    p.at = now;
  }
  return out;
}

std::vector<PageRow> due_pages(Database& db, Instant now, std::int64_t limit) {
  return page_rows(db.query(kDue, now, limit));
}

void settle_page(Database& db, const PageReading& r) {
  db.execute(kSettle, r.id, r.outcome,
             r.status == 0 ? std::nullopt : std::optional<std::int64_t>(r.status),
             text_or_null(r.error), r.latency, r.at, r.due_at, r.failures, r.disable, r.etag,
             r.last_modified, r.content_hash, r.offers_seen,
             r.good ? std::optional(r.at) : std::nullopt);
}

void return_page(Database& db, std::int64_t id, Instant due_at) {
  db.execute(kReturn, id, due_at);
}

std::vector<PageRow> list_pages(Database& db, std::int64_t after, std::int64_t limit) {
  return page_rows(db.query(kList, after, limit));
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

std::optional<PlatformHealth> find_platform(Database& db, std::int64_t id) {
  return read_first(db.query(kPlatform, id), health);
}

void save_platform_health(Database& db, const PlatformHealth& h) {
  db.execute(kSavePlatform, h.id, h.failures, h.told_failures, h.last_ok_at,
             text_or_null(h.last_error));
}

std::vector<PlatformStatus> platform_status(Database& db, Instant now) {
  std::vector<PlatformStatus> out;
  for (Rows row = db.query(kStatus, now); row.next();) {
    out.push_back({health(row), row.integer(6), row.integer(7), row.integer(8), row.integer(9),
                   row.maybe_instant(10), row.maybe_real(11)});
  }
  return out;
}

}  // namespace tocsin::store
