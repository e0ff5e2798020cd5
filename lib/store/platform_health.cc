#include "store/platform_health.h"

#include <algorithm>
#include <map>

#include "store/read_rows.h"

namespace tocsin::store {
namespace {

#define HEALTH_COLUMNS                                                                           \
  "platform.id, platform.name, platform.failures, platform.failing_since, platform.last_ok_at, " \
  "platform.last_error, platform.told_at, platform.told_times, platform.told_watchers, "         \
  "platform.breaker, platform.breaker_failures, platform.breaker_opened, platform.breaker_until "
const Query kFind("platform_health.find", "SELECT " HEALTH_COLUMNS "FROM platform WHERE id = $1",
                  "SELECT " HEALTH_COLUMNS "FROM platform WHERE id = $1 FOR UPDATE");
const Query kSave("platform_health.save",
                  "UPDATE platform SET failures = $2, failing_since = $3, last_ok_at = $4, "
                  "last_error = $5, told_at = $6, told_times = $7, told_watchers = $8, "
                  "breaker = $9, breaker_failures = $10, breaker_opened = $11, "
                  "breaker_until = $12 WHERE id = $1");

#define FIGURES                                                                        \
  "fetches, good, blocked, checked, met, late_ms, latency_ms, within_50, within_100, " \
  "within_200, within_500, within_1000, within_2000, within_5000, within_10000, beyond"
const Query kAddFigures(
    "platform_health.add_figures",
    "INSERT INTO platform_hour (platform_id, hour, " FIGURES
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) "
    "ON CONFLICT (platform_id, hour) DO UPDATE SET "
    "fetches = platform_hour.fetches + excluded.fetches, "
    "good = platform_hour.good + excluded.good, "
    "blocked = platform_hour.blocked + excluded.blocked, "
    "checked = platform_hour.checked + excluded.checked, "
    "met = platform_hour.met + excluded.met, "
    "late_ms = platform_hour.late_ms + excluded.late_ms, "
    "latency_ms = platform_hour.latency_ms + excluded.latency_ms, "
    "within_50 = platform_hour.within_50 + excluded.within_50, "
    "within_100 = platform_hour.within_100 + excluded.within_100, "
    "within_200 = platform_hour.within_200 + excluded.within_200, "
    "within_500 = platform_hour.within_500 + excluded.within_500, "
    "within_1000 = platform_hour.within_1000 + excluded.within_1000, "
    "within_2000 = platform_hour.within_2000 + excluded.within_2000, "
    "within_5000 = platform_hour.within_5000 + excluded.within_5000, "
    "within_10000 = platform_hour.within_10000 + excluded.within_10000, "
    "beyond = platform_hour.beyond + excluded.beyond");
const Query kHourIsThere("platform_health.hour_is_there",
                         "SELECT 1 FROM platform_hour WHERE platform_id = $1 AND hour = $2");
const Query kDropHours("platform_health.drop_hours",
                       "DELETE FROM platform_hour WHERE platform_id = $1 AND hour < $2");
const Query kFigures("platform_health.figures",
                     "SELECT " FIGURES
                     " FROM platform_hour WHERE platform_id = $1 AND hour > $2 ORDER BY hour");

// A person asks this, of every page there is.
const Query kPages(
    "platform_health.pages",
    "SELECT platform_id, sum(enabled), "
    "sum(CASE WHEN enabled = 1 AND claim_until IS NULL AND due_at <= $1 THEN 1 ELSE 0 END), "
    "sum(CASE WHEN claim_until > $1 THEN 1 ELSE 0 END), "
    "sum(CASE WHEN enabled = 1 AND failures > 0 THEN 1 ELSE 0 END), "
    "sum(CASE WHEN enabled = 1 AND ok_at > $1 - 2 * interval_ms THEN 1 ELSE 0 END), "
    "min(CASE WHEN enabled = 1 AND claim_until IS NULL THEN due_at END) "
    "FROM page WHERE removed_at IS NULL GROUP BY platform_id",
    Reach::whole);
const Query kAll("platform_health.all",
                 "SELECT " HEALTH_COLUMNS "FROM platform ORDER BY platform.name", Reach::whole);

// An event that follows another platform's has its matches there.
const Query kWatchers(
    "platform_health.watchers",
    "SELECT DISTINCT w.person_id FROM event e "
    "JOIN watch_match m ON m.event_id = COALESCE(e.same_as, e.id) "
    "JOIN watch w ON w.id = m.watch_id "
    "WHERE e.platform_id = $1 AND (e.starts_at IS NULL OR e.starts_at > $2) AND w.paused = 0 AND "
    "w.removed_at IS NULL AND (w.expires_at IS NULL OR w.expires_at > $2) "
    "ORDER BY w.person_id LIMIT $3");

Instant hour_of(Instant t) {
  return std::chrono::floor<std::chrono::hours>(t);
}

PlatformHealth read_health(const Rows& row) {
  PlatformHealth h;
  h.id = row.integer(0);
  h.name = row.string(1);
  h.failures = row.integer(2);
  h.failing_since = row.maybe_instant(3);
  h.last_ok_at = row.maybe_instant(4);
  h.last_error = row.string(5);
  h.told_at = row.maybe_instant(6);
  h.told_times = row.integer(7);
  h.told_watchers = row.flag(8);
  h.breaker = {row.as<BreakerState>(9), row.integer(10), row.integer(11), row.maybe_instant(12)};
  return h;
}

Figures read_figures(const Rows& row) {
  Figures f;
  f.fetches = row.integer(0);
  f.good = row.integer(1);
  f.blocked = row.integer(2);
  f.checked = row.integer(3);
  f.met = row.integer(4);
  f.late = Duration{row.integer(5)};
  f.latency = Duration{row.integer(6)};
  for (std::size_t i = 0; i < f.within.size(); ++i) {
    f.within[i] = row.integer(7 + static_cast<int>(i));
  }
  return f;
}

std::optional<double> share(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

std::optional<Duration> mean(Duration sum, std::int64_t count) {
  return count == 0 ? std::nullopt : std::optional(sum / count);
}

}  // namespace

void Figures::add_latency(Duration taken) {
  latency += taken;
  const auto bin = std::lower_bound(kLatencyBins.begin(), kLatencyBins.end(), taken.count());
  ++within[static_cast<std::size_t>(bin - kLatencyBins.begin())];
}

void Figures::add(const Figures& more) {
  fetches += more.fetches;
  good += more.good;
  blocked += more.blocked;
  checked += more.checked;
  met += more.met;
  late += more.late;
  latency += more.latency;
  for (std::size_t i = 0; i < within.size(); ++i) within[i] += more.within[i];
}

std::int64_t Figures::answers() const {
  std::int64_t sum = 0;
  for (const std::int64_t n : within) sum += n;
  return sum;
}

std::optional<double> Figures::success() const {
  return share(good, fetches);
}
std::optional<double> Figures::blocked_share() const {
  return share(blocked, fetches);
}
std::optional<double> Figures::detection() const {
  return share(met, checked);
}
std::optional<Duration> Figures::mean_latency() const {
  return mean(latency, answers());
}
std::optional<Duration> Figures::mean_lateness() const {
  return mean(late, fetches);
}

std::optional<Duration> Figures::latency_at(double part) const {
  const std::int64_t all = answers();
  if (all == 0) return std::nullopt;
  const double wanted = part * static_cast<double>(all);
  double before = 0;
  std::int64_t from = 0;
  for (std::size_t i = 0; i < kLatencyBins.size(); ++i) {
    const auto here = static_cast<double>(within[i]);
    const std::int64_t to = kLatencyBins[i];
    if (here > 0 && before + here >= wanted) {
      const double place = std::max(wanted - before, 0.0) / here;
      return Duration{from + static_cast<std::int64_t>(place * static_cast<double>(to - from))};
    }
    before += here;
    from = to;
  }
  return Duration{kLatencyBins.back()};
}

std::optional<PlatformHealth> find_platform(Database& db, std::int64_t id) {
  return read_first(db.query(kFind, id), read_health);
}

void save_platform_health(Database& db, const PlatformHealth& h) {
  db.execute(kSave, h.id, h.failures, h.failing_since, h.last_ok_at, text_or_null(h.last_error),
             h.told_at, h.told_times, h.told_watchers, h.breaker.state, h.breaker.failures,
             h.breaker.opened, h.breaker.until);
}

void add_figures(Database& db, std::int64_t platform_id, Instant at, const Figures& f) {
  const Instant hour = hour_of(at);
  if (!db.query(kHourIsThere, platform_id, hour).next()) {
    db.execute(kDropHours, platform_id, hour - kKeepHours);
  }
  const auto& w = f.within;
  db.execute(kAddFigures, platform_id, hour, f.fetches, f.good, f.blocked, f.checked, f.met, f.late,
             f.latency, w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8]);
}

Figures figures_since(Database& db, std::int64_t platform_id, Instant since) {
  Figures sum;
  for (Rows row = db.query(kFigures, platform_id, since - std::chrono::hours{1}); row.next();) {
    sum.add(read_figures(row));
  }
  return sum;
}

std::vector<PlatformStatus> platform_status(Database& db, Instant now) {
  std::map<std::int64_t, PlatformStatus> pages;
  for (Rows row = db.query(kPages, now); row.next();) {
    PlatformStatus& s = pages[row.integer(0)];
    s.pages = row.integer(1);
    s.due = row.integer(2);
    s.in_flight = row.integer(3);
    s.failing = row.integer(4);
    s.fresh = row.integer(5);
    s.next_due_at = row.maybe_instant(6);
  }
  std::vector<PlatformStatus> out;
  for (PlatformHealth& health : read_all(db.query(kAll), read_health)) {
    PlatformStatus s = pages[health.id];
    s.day = figures_since(db, health.id, now - std::chrono::hours{24});
    s.week = figures_since(db, health.id, now - std::chrono::days{7});
    s.health = std::move(health);
    out.push_back(std::move(s));
  }
  return out;
}

std::vector<std::int64_t> watchers_of_platform(Database& db, std::int64_t platform_id, Instant now,
                                               std::int64_t limit) {
  return read_all(db.query(kWatchers, platform_id, now, limit), read_id);
}

}  // namespace tocsin::store
