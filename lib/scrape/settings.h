// What the operator decides about fetching; read from the configuration by the app.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "scrape/fetching.h"

namespace tocsin::scrape {

class Platforms;
using PlatformFiles = std::shared_ptr<const Platforms>;

// How often pages are read that nobody gave an interval (decide_interval.h).
struct Pacing {
  Duration usual{15 * 60'000};
  Duration min{30'000};  // of every page, whatever makes it hot or was asked for
  Duration max{6 * 3'600'000};
};

struct Settings {
  std::string user_agent;
  std::string ca_file;  // of the authorities to trust; empty: the system's
  bool respect_robots = true;
  bool allow_private = true;
  int jobs = 16;
  int host_jobs = 2;
  int browsers = 2;  // pages rendered at once
  Duration host_delay{1000};
  Duration connect_timeout{10'000};
  Duration timeout{30'000};
  std::size_t max_body = 16U << 20;
  int max_redirects = 5;
  Duration retry_base{60'000};
  Duration retry_max{6 * 3'600'000};
  Duration blocked_pause{15 * 60'000};  // the first one of a platform that shows a wall
  std::int64_t tell_after = 5;          // failures in a row before the operator hears of a platform
  // As libcurl takes them, with user and password as needed; empty: directly.
  std::vector<std::string> proxies;
  bool proxy_fallback = false;         // directly rather than not at all
  Duration tell_again{2 * 3'600'000};  // the pause before the operator hears again; doubles
  Duration blind_after{30 * 60'000};   // failing for so long, watchers hear of it
  std::int64_t breaker_after = 5;      // unanswered in a row before a platform is left alone
  Pacing pacing;
  FetchingOf platforms;
  PlatformFiles platform_files;  // none: structured data alone
};

}  // namespace tocsin::scrape
