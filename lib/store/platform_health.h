// How platforms are: what failed in a row, the breaker, and figures by the hour (SC-5, SC-9,
// SC-11). Written by scrape alone, once a platform and batch.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "model/words.h"
#include "store/database.h"

namespace tocsin::store {

// closed: all goes through. open: nothing does before `until`. half_open: one page is under way to
// see whether it answers again.
enum class BreakerState { closed, open, half_open };

struct Breaker {
  BreakerState state = BreakerState::closed;
  std::int64_t failures = 0;  // unanswered in a row while closed
  std::int64_t opened = 0;    // times in a row without an answer between
  std::optional<Instant> until;
  friend bool operator==(const Breaker&, const Breaker&) = default;
};

struct PlatformHealth {
  std::int64_t id = 0;
  std::string name;
  std::int64_t failures = 0;             // fetches failed in a row
  std::optional<Instant> failing_since;  // the first of these
  std::optional<Instant> last_ok_at;
  std::string last_error;
  std::optional<Instant> told_at;  // when the operators last heard of these failures
  std::int64_t told_times = 0;     // how often they have
  bool told_watchers = false;      // the watchers have
  Breaker breaker;
};

// Answers by how long they took: bin i counts those of at most kLatencyBins[i] and more than the
// one before; the last counts the rest.
inline constexpr std::array<std::int64_t, 8> kLatencyBins{50,   100,  200,  500,
                                                          1000, 2000, 5000, 10'000};

// What fetching from a platform came to within a time.
struct Figures {
  std::int64_t fetches = 0;
  std::int64_t good = 0;     // answered and read, or not changed
  std::int64_t blocked = 0;  // by a wall
  std::int64_t checked = 0;  // readings of pages that had changed …
  std::int64_t met = 0;      // … that found what was to be expected
  Duration late{};           // from due to asked, of all together
  Duration latency{};        // of all answers together
  std::array<std::int64_t, kLatencyBins.size() + 1> within{};

  void add_latency(Duration taken);
  void add(const Figures& more);
  std::int64_t answers() const;
  // Shares 0 … 1; nothing where there is nothing to divide by.
  std::optional<double> success() const;
  std::optional<double> blocked_share() const;
  std::optional<double> detection() const;
  std::optional<Duration> mean_latency() const;
  std::optional<Duration> mean_lateness() const;
  // The latency that this part of the answers did not exceed, estimated within its bin; at most
  // the last bin's edge.
  std::optional<Duration> latency_at(double part) const;
};

// Locked until the transaction ends.
std::optional<PlatformHealth> find_platform(Database& db, std::int64_t id);
void save_platform_health(Database& db, const PlatformHealth& health);
// Adds to the hour of `at`. The first of an hour drops those older than kKeepHours.
void add_figures(Database& db, std::int64_t platform_id, Instant at, const Figures& figures);
inline constexpr std::chrono::hours kKeepHours{24 * 92};
// Of the hours that ended after `since`: a platform's reliability.
Figures figures_since(Database& db, std::int64_t platform_id, Instant since);

struct PlatformStatus {
  PlatformHealth health;
  std::int64_t pages = 0, due = 0, in_flight = 0, failing = 0;
  std::int64_t fresh = 0;  // read well within twice their interval
  std::optional<Instant> next_due_at;
  Figures day, week;  // the last 24 hours, the last seven days
};
std::vector<PlatformStatus> platform_status(Database& db, Instant now);

// People with a watch that has matched a coming event of the platform, at most `limit`.
std::vector<std::int64_t> watchers_of_platform(Database& db, std::int64_t platform_id, Instant now,
                                               std::int64_t limit);

}  // namespace tocsin::store

namespace tocsin {
TOCSIN_WORDS(store::BreakerState, "closed", "open", "half_open");
}  // namespace tocsin
