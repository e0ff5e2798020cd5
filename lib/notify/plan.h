// Planning: alerts that wait for it become messages in the outbox, or reasons why not.
//
// One run at a time by a named lock. Alerts are planned in chunks, each in one transaction with its
// messages, decisions and audit entry, so that a crash leaves a chunk planned or untouched; a
// message's identity is deterministic, so that planning it twice is planning it once. Who might be
// told is candidates.h, the chain of stages plan/chain.h, what comes of it outbox.h, the end of a
// wait release.h. Whom a step of an escalation names is told in the same way: steps.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alert/alerts.h"
#include "alert/job_run.h"
#include "notify/channels/table.h"
#include "notify/settings.h"
#include "store/database.h"

namespace tocsin::notify {

struct PlanOptions {
  Instant now{};
  std::string actor;
  bool dry_run = false;  // reads and composes, writes nothing
  bool wait = false;     // for another run's lock
  std::optional<std::int64_t> limit;
  bool only_held = false;  // releases what is due, plans no alert
};

// What a dry run would have put into the outbox.
struct PlannedMessage {
  std::string alert, recipient, address, title;
  Channel channel = Channel::email;
  Priority priority = 2;
  std::optional<Instant> held_until;
  Reason reason = Reason::planned;
};

struct PlanResult {
  alert::Counts counts;                  // planned, held, suppressed, released, merged
  std::vector<PlannedMessage> messages;  // dry run only
};

PlanResult plan(store::Database& db, Carriers& carriers, const Settings& settings,
                const PlanOptions& options);

}  // namespace tocsin::notify
