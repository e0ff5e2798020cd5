// One page's answer into the database: offers, closings, the page's own row, its platform's health.
#pragma once

#include "alert/audit.h"
#include "alert/job_run.h"
#include "scrape/read_page.h"
#include "store/offer_writer.h"

namespace tocsin::scrape {

// Within the caller's transaction.
void store_page(store::Database& db, store::OfferWriter& offers, alert::Trail& trail,
                const ReadPage& page, const Settings& settings, alert::Counts& counts);

}  // namespace tocsin::scrape
