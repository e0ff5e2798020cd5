// The job of escalate: begins what new alerts ask for, moves what is due, and audits (audit.h).
//
// A batch is one transaction: what it reads is its own until then, and it is left whole or
// untouched by a run that dies. Messages are planning's (WAIST: who writes what): a step names
// people, notify tells them. Any number of runs on any number of hosts may be at it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "alert/job_run.h"
#include "escalate/lookup.h"
#include "store/database.h"

namespace tocsin::escalate {

struct EscalationJob {
  std::string actor;
  Instant now{};
  std::optional<std::int64_t> limit;  // escalations at most
  bool dry_run = false;               // everything is rolled back at the end
};

// Counts: started, looked, told, held, ended; failed, for targets that could not be told.
alert::Counts run_escalations(store::Database& db, const Surroundings& surroundings,
                              const EscalationJob& job);

}  // namespace tocsin::escalate
