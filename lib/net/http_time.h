// Time in HTTP headers (RFC 9110, sections 5.6.7 and 10.2.3). Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace tocsin::net {

// All three forms: "Sun, 06 Nov 1994 08:49:37 GMT", RFC 850's, asctime's. Two-digit years are
// taken as at most 50 years after `now`. Nothing for other text and impossible dates.
std::optional<Instant> parse_http_date(std::string_view text, Instant now);
std::string format_http_date(Instant t);

// Retry-After as seconds or as a date; a date in the past is zero. At most a year.
std::optional<Duration> parse_retry_after(std::string_view header, Instant now);

}  // namespace tocsin::net
