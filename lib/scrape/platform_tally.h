// What a batch of pages says of their platforms: gathered page by page, stored once a platform.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "alert/audit.h"
#include "scrape/decide_fetch.h"
#include "scrape/read_page.h"
#include "scrape/tell_platform.h"
#include "store/platform_health.h"

namespace tocsin::scrape {

class PlatformTally {
 public:
  explicit PlatformTally(const Settings& settings) : settings_(settings) {}

  // What was never asked (robots.txt, a pause) says nothing of the platform.
  void add(const ReadPage& page, const std::string& error, Instant at);
  Instant last_at() const { return last_at_; }
  // Breakers, runs of failures, figures by the hour, alerts. Within the caller's transaction; locks
  // platforms in the order of their IDs.
  void flush(store::Database& db, alert::Trail& trail);

 private:
  struct Outcome {
    FetchClass fetch_class;
    std::optional<Duration> retry_after;
    Instant at{};
    LastFailure failure;  // empty if it was none
  };
  struct Platform {
    std::vector<Outcome> outcomes;  // in the order in which they came
    std::map<Instant, store::Figures> hours;
  };

  const Settings& settings_;
  std::map<std::int64_t, Platform> platforms_;
  Instant last_at_{};
};

// One more outcome. Pure.
store::PlatformHealth after_outcome(store::PlatformHealth health, FetchClass c,
                                    const std::string& error, std::optional<Duration> retry_after,
                                    Instant at, const Settings& settings);

}  // namespace tocsin::scrape
