// One page's answer into the database: offers, closings, the page's own row, its platform's health.
#pragma once

#include "alert/audit.h"
#include "alert/job_run.h"
#include "scrape/extract/page.h"
#include "scrape/fetcher.h"
#include "store/offer_writer.h"

namespace tocsin::scrape {

// A fetched page with what was read from it, ready to be stored.
struct ReadPage {
  Fetched fetched;  // the class already says nothing_found or not_modified where so
  Extraction extraction;
  std::string content_hash;
};

// Reads the answer: extraction, and the class that only the content can tell.
ReadPage read_page(Fetched&& fetched, Instant now);

// Within the caller's transaction.
void store_page(store::Database& db, store::OfferWriter& offers, alert::Trail& trail,
                const ReadPage& page, const Settings& settings, alert::Counts& counts);

}  // namespace tocsin::scrape
