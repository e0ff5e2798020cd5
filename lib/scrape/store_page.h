// One page's answer into the database: offers, closings, the events that it shows, its own row with
// the time of its next reading.
#pragma once

#include "alert/job_run.h"
#include "scrape/platform_tally.h"
#include "store/offer_writer.h"

namespace tocsin::scrape {

// Within the caller's transaction. What it says of its platform goes to `platforms`.
void store_page(store::Database& db, store::OfferWriter& offers, PlatformTally& platforms,
                alert::Trail& trail, const ReadPage& page, const Settings& settings,
                alert::Counts& counts);

}  // namespace tocsin::scrape
