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

// The pause before the next fetch of a page. Failures back off exponentially with a jitter that
// depends on the page and the count only; a server's Retry-After is never undercut.
Duration next_pause(FetchClass c, Duration interval, std::int64_t failures, std::int64_t page_id,
                    std::optional<Duration> retry_after, const Settings& settings);

// Tell the operator at this count of failures in a row? After `tell_after`, then each time the
// count has doubled since the operator was last told.
bool should_tell(std::int64_t failures, std::int64_t told_at, std::int64_t tell_after);

}  // namespace tocsin::scrape
