// What an answer means for a page, and when to come back. Pure functions.
#pragma once

#include <optional>
#include <string>

#include "model/words.h"
#include "net/http.h"
#include "scrape/settings.h"

namespace tocsin::scrape {

// Stored as page.outcome.
enum class FetchClass {
  ok,             // read
  not_modified,   // 304, or the same bytes as last time
  nothing_found,  // read, but what used to be there is not: the site changed
  gone,           // 404, 410
  refused,        // 401, 403, 451 and other 4xx: not for us
  throttled,      // 429, or 503 with Retry-After: the server asked for a pause
  transient,      // 5xx, timeouts, connections
  unreadable,     // too large, no HTTP, too many redirects
  disallowed,     // robots.txt says no
  blocked         // a captcha, a waiting room, a bot challenge or a login stands before it
};
}  // namespace tocsin::scrape

namespace tocsin {
TOCSIN_WORDS(scrape::FetchClass, "ok", "not_modified", "nothing_found", "gone", "refused",
             "throttled", "transient", "unreadable", "disallowed", "blocked");
}  // namespace tocsin

namespace tocsin::scrape {

FetchClass classify(const net::HttpResult& result);
// Does it count as a failure of the platform?
constexpr bool is_failure(FetchClass c) {
  return c != FetchClass::ok && c != FetchClass::not_modified && c != FetchClass::disallowed &&
         c != FetchClass::gone;
}
// Why, in a sentence for people; empty when all went well.
std::string explain(FetchClass c, const net::HttpResult& result);

// The pause after failing so many times in a row: doubles from settings.retry_base (blocked_pause
// before a wall) to retry_max, with a jitter that depends on the ID and the count only.
Duration growing_pause(FetchClass c, std::int64_t times, std::int64_t id, const Settings& settings);

// The pause before a page that failed, or that robots.txt keeps from us, is fetched again. Passing
// trouble is tried again before the page's interval is over; a server's Retry-After is never
// undercut.
Duration next_pause(FetchClass c, Duration interval, std::int64_t failures, std::int64_t page_id,
                    std::optional<Duration> retry_after, const Settings& settings);

}  // namespace tocsin::scrape
