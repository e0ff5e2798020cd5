// The job of sla-check: looks at the tickets whose time has come, and at no others.
//
// Due are tickets that were changed, those whose status or lead time comes by now, and all that are
// open once the terms have changed. A batch is one transaction, so that a run that dies leaves
// nothing half told; the next one goes on where it stopped.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "alert/job_run.h"
#include "sla/terms.h"
#include "store/database.h"

namespace tocsin::sla {

struct ClockJob {
  std::string actor;
  Instant now{};
  std::optional<std::int64_t> limit;  // tickets at most
  bool wait = false;                  // for another run's lock
  bool dry_run = false;               // everything is rolled back at the end
};

// Counts: looked, warned, breached, ended, moved; failed, where a ticket's times are none that
// calendars know (it is logged, and looked at again when it changes).
alert::Counts run_clocks(store::Database& db, Terms& terms, const ClockJob& job);
// The same once these tickets, or none: all that are unresolved, are due.
alert::Counts recompute_clocks(store::Database& db, Terms& terms,
                               const std::vector<std::int64_t>& tickets, const ClockJob& job);

}  // namespace tocsin::sla
