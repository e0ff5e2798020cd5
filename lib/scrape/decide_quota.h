// When an API that says how much may still be asked may be asked again.
#pragma once

#include <optional>

#include "net/http.h"
#include "scrape/fetching.h"

namespace tocsin::scrape {

// The end of the pause where the answer says that nothing is left: the time its reset field gives,
// in milliseconds or seconds since 1970 or as RFC 3339 has it, at most a day ahead; an hour where
// it gives none. Nothing while requests are left or the answer does not say. A pure function.
std::optional<Instant> quota_pause(const Quota& quota, const net::ResponseHeaders& headers,
                                   Instant now);

}  // namespace tocsin::scrape
