// What follows from receipts: those that came before our own record of a send are applied, and an
// address found dead is disabled, with the reason.
#pragma once

#include <string>

#include "alert/job_run.h"
#include "store/database.h"

namespace tocsin::notify {

// Looks at every open receipt, in transactions of their own; a run does so before it plans. Counts
// confirmed, undelivered, disabled. What nobody's message is after `kForget` is put aside.
inline constexpr Duration kForget = std::chrono::days{3};
alert::Counts settle_receipts(store::Database& db, const std::string& actor, Instant now);

}  // namespace tocsin::notify
