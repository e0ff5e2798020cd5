// The matching job: looks of watches at what changed, alerts raised, re-scored and resolved.
//
// Due are watches that are new, were edited or expire (watch.look_due_at) and events that changed
// or whose time has come (event_look). Alerts, what the watches now remember and the clearing of
// what was due are one transaction a batch, so that a run that dies leaves nothing half told.
#pragma once

#include <functional>
#include <string>

#include "alert/job_run.h"
#include "analyze/look.h"
#include "analyze/outlook/horizon.h"

namespace tocsin::analyze {

struct MatchJob {
  Rules rules;
  std::string time_zone = "UTC";  // of people who name none
  std::string actor;
  Instant now{};
  std::optional<std::int64_t> limit;  // watches, and events, at most
  bool wait = false;                  // for another run's lock
  bool dry_run = false;               // everything is rolled back at the end
  std::optional<Means> advice;        // how alerts about prices are advised; absent: not at all
  // Called for each alert raised ("raise") or resolved ("resolve"), for a dry run to print.
  std::function<void(std::string_view what, std::string_view key, const AlertDraft*)> tell;
};

// Counts: looked (a watch at an event), matched, raised, updated, resolved, watches, events.
alert::Counts run_match(store::Database& db, const MatchJob& job);

}  // namespace tocsin::analyze
