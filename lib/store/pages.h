// Pages, which of them are due, and the servers they lie on. Written by scrape alone; but see
// page_events.h for what makes a page due sooner.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/database.h"

namespace tocsin::store {

// A page claimed for fetching; the claim lapses by itself.
struct PageClaim {
  std::int64_t id = 0;
  std::int64_t platform_id = 0;
  std::string url, platform;
  Instant due_at{};               // since when it waited
  std::optional<Duration> asked;  // the interval that a person asked for
  Duration interval{};            // the present one
  std::optional<Instant> ok_at, changed_at;
  std::string etag, last_modified, content_hash;
  std::int64_t failures = 0;     // in a row
  std::int64_t offers_seen = 0;  // at the last good reading
  Instant at{};                  // of the claim: the time of what is stored of it
};

// How a claim ends.
struct PageReading {
  std::int64_t id = 0;
  std::string outcome;  // a word of scrape::FetchClass
  int status = 0;       // HTTP, 0 without an answer
  std::string error;    // empty when it went well
  Duration latency{};
  Instant at{};
  Instant due_at{};  // when next
  Duration interval{};
  std::string pace;  // a word of scrape::Pace
  std::int64_t failures = 0;
  bool disable = false;  // the page is gone for good
  // Set by good readings only; absent leaves what is stored.
  std::optional<std::string> etag, last_modified, content_hash;
  std::optional<std::int64_t> offers_seen;
  bool good = false;
  bool changed = false;  // it said something new
};

// What we know of one server.
struct HostState {
  std::string origin;
  std::string robots;       // text of robots.txt
  std::string robots_rule;  // "", "rules", "allow_all", "disallow_all"
  std::optional<Instant> robots_until;
  Instant next_at{};  // not asked before
};

struct PageRow {
  std::int64_t id = 0;
  std::string url, platform, outcome, error, added_by, pace;
  bool enabled = true;
  std::optional<Duration> asked;
  Duration interval{};
  Instant due_at{};
  std::optional<Instant> fetched_at, ok_at, changed_at;
  std::optional<std::int64_t> status, latency_ms, offers_seen;
  std::int64_t failures = 0;
};

struct NewPage {
  std::string_view url;
  std::int64_t platform_id = 0;
  std::optional<Duration> asked;  // the interval that a person asks for
  Duration usual{};               // from which the interval of a page without one sets out
  std::string_view added_by;
};
// False: the page was already known; it is due and fetched again, an interval that is asked for
// replaces the one it had.
bool add_page(Database& db, const NewPage& page, Instant now);

// Claims pages that are due, platform by platform in turn: each gets its share of `limit`, and who
// was served last waits longest, so that a platform with very many due pages takes nothing from one
// with few. A platform whose breaker is open gets none; once its pause is over it gets one, and the
// breaker is half open until that is settled or its claim lapses.
std::vector<PageClaim> claim_due_pages(Database& db, Instant now, Instant until,
                                       std::string_view claimer, std::int64_t limit);
// Gives a claim back unfetched, to be due then.
void return_page(Database& db, std::int64_t id, Instant due_at);
// What would be claimed, for dry runs.
std::vector<PageRow> due_pages(Database& db, Instant now, std::int64_t limit);
void settle_page(Database& db, const PageReading& reading);

struct PageFilter {
  std::string platform;        // empty: any
  bool failing = false;        // only those whose last fetch failed
  std::optional<Instant> due;  // only those due by then
};
// Pages by ID, those after `after`.
std::vector<PageRow> list_pages(Database& db, const PageFilter& filter, std::int64_t after,
                                std::int64_t limit);
// False: there is no such page.
bool pause_page(Database& db, std::string_view url);
bool resume_page(Database& db, std::string_view url, Instant now);
// Its ID; nothing: there is no such page. Whoever removes a page closes its offers, too
// (offer_writer.h): nobody looks after them any more.
std::optional<std::int64_t> remove_page(Database& db, std::string_view url, Instant now);

std::optional<HostState> find_host(Database& db, std::string_view origin);
void save_host(Database& db, const HostState& host);

}  // namespace tocsin::store
