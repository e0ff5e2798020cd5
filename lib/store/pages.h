// Pages, the servers they lie on, and the health of platforms. Written by scrape alone.
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
  Duration interval{};
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
  std::int64_t failures = 0;
  bool disable = false;  // the page is gone for good
  // Set by good readings only; absent leaves what is stored.
  std::optional<std::string> etag, last_modified, content_hash;
  std::optional<std::int64_t> offers_seen;
  bool good = false;
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
  std::string url, platform, outcome, error, added_by;
  bool enabled = true;
  Duration interval{};
  Instant due_at{};
  std::optional<Instant> fetched_at, ok_at;
  std::optional<std::int64_t> status, latency_ms, offers_seen;
  std::int64_t failures = 0;
};

struct PlatformHealth {
  std::int64_t id = 0;
  std::string name;
  std::int64_t failures = 0;       // fetches failed in a row
  std::int64_t told_failures = 0;  // at which count the operator was last told; 0: all is well
  std::optional<Instant> last_ok_at;
  std::string last_error;
};

struct PlatformStatus {
  PlatformHealth health;
  std::int64_t pages = 0, due = 0, in_flight = 0, failing = 0;
  std::optional<Instant> next_due_at;
  std::optional<double> latency_ms;  // mean of the last fetches
};

// False: the page was already known; its interval is set and it is enabled again.
bool add_page(Database& db, std::string_view url, std::int64_t platform_id, Duration interval,
              std::string_view actor, Instant now);
std::vector<PageClaim> claim_due_pages(Database& db, Instant now, Instant until,
                                       std::string_view claimer, std::int64_t limit);
// Gives a claim back unfetched, to be due then.
void return_page(Database& db, std::int64_t id, Instant due_at);
// What would be claimed, for dry runs.
std::vector<PageRow> due_pages(Database& db, Instant now, std::int64_t limit);
void settle_page(Database& db, const PageReading& reading);
// Pages by ID, those after `after`.
std::vector<PageRow> list_pages(Database& db, std::int64_t after, std::int64_t limit);

std::optional<HostState> find_host(Database& db, std::string_view origin);
void save_host(Database& db, const HostState& host);

std::optional<PlatformHealth> find_platform(Database& db, std::int64_t id);
void save_platform_health(Database& db, const PlatformHealth& health);
std::vector<PlatformStatus> platform_status(Database& db, Instant now);

}  // namespace tocsin::store
