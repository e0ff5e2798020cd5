// Who is told that a platform fails, and when (SC-11).
//
// The operators: after settings.tell_after failures in a row, again while it goes on and nobody has
// acknowledged, at pauses that double from settings.tell_again, and once when it works again.
// People whose watches have matched a coming event of the platform: once when it has failed for
// settings.blind_after and often enough for the operators to know, and once when it is back.
// A wall is the subject of an alert of its own (platform_blocked).
#pragma once

#include <string>

#include "alert/audit.h"
#include "scrape/settings.h"
#include "store/platform_health.h"

namespace tocsin::scrape {

struct LastFailure {
  std::string error, url;
};

// Pure.
bool is_news_for_operators(const store::PlatformHealth& health, Instant now,
                           const Settings& settings);
bool is_news_for_watchers(const store::PlatformHealth& health, Instant now,
                          const Settings& settings);

// Within the caller's transaction. They note in `health` what was told; it is not stored here.
void tell_failing(store::Database& db, alert::Trail& trail, store::PlatformHealth& health,
                  const LastFailure& last, const Settings& settings);
void tell_well(store::Database& db, alert::Trail& trail, store::PlatformHealth& health);

}  // namespace tocsin::scrape
