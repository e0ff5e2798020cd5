// The circuit breaker of a platform (SC-5). Pure.
//
// Closed, it counts fetches that ended without an answer to work with (refused, throttled,
// transient, unreadable); an answer sets the count to nothing. At settings.breaker_after in a row
// it opens for a pause that doubles from retry_base to retry_max each time it opens again without
// an answer in between; a wall opens it at once, its pauses beginning with blocked_pause. After the
// pause one page goes through (store/pages.h: half open): its answer closes the breaker, its
// failure opens it again. A server's Retry-After is never undercut.
#pragma once

#include "scrape/decide_fetch.h"
#include "store/platform_health.h"

namespace tocsin::scrape {

store::Breaker after_fetch(const store::Breaker& before, FetchClass c,
                           std::optional<Duration> retry_after, std::int64_t platform_id,
                           Instant at, const Settings& settings);

}  // namespace tocsin::scrape
