// What the operators hear of walls (SC-7): one alert a platform, platform_blocked, with the page,
// the product and, where a browser met it, the picture; resolved once when no page of the platform
// is blocked any more. Within the caller's transaction, after the page was settled.
#pragma once

#include "alert/audit.h"
#include "scrape/read_page.h"

namespace tocsin::scrape {

void tell_wall(store::Database& db, alert::Trail& trail, const ReadPage& page);

}  // namespace tocsin::scrape
