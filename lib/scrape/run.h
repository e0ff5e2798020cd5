// The scrape job: claim the pages that are due, fetch them, read them, store what changed.
//
// Claims make any number of runs safe; a run that dies leaves its claims to lapse and the next run
// fetches the pages again. Pages are claimed ahead of the network (pipeline.h) and stored in
// batches, each batch in one transaction. While some are under way, up to a minute after it began,
// a run also takes what becomes due meanwhile, so that slow servers hold up nobody else.
#pragma once

#include <optional>
#include <string>

#include "alert/job_run.h"
#include "scrape/extract/page.h"
#include "scrape/fetcher.h"
#include "scrape/settings.h"
#include "store/database.h"

namespace tocsin::scrape {

struct RunInput {
  Instant now{};
  std::string actor;
  std::optional<std::int64_t> limit;  // pages
  Settings settings;
  Render render = {};  // absent: no browser
};

alert::Counts run(store::Database& db, const RunInput& input);

// Fetches one page as a run would (robots.txt and all) and reads it; stores nothing. Errors are in
// the first member: why there is no reading.
struct Probe {
  std::string error;
  int status = 0;
  Extraction extraction;
};
Probe probe(const std::string& url, const std::string& platform, const Settings& settings,
            Instant now, Render render = {});

// The name a page's platform gets when nobody gives one: its host without "www.".
std::string platform_of(std::string_view url);

}  // namespace tocsin::scrape
