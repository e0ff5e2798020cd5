// What follows from receipts: those that came before our own record of a send are applied, what did
// not arrive is told by another channel or to a deputy, as what could not be sent is, and an
// address found dead is disabled, its owner told elsewhere.
#pragma once

#include <string>

#include "alert/job_run.h"
#include "notify/channels/table.h"
#include "notify/settings.h"

namespace tocsin::notify {

// Looks at every open receipt, in transactions of their own; a run does so before it plans. Counts
// confirmed, undelivered, replaced, disabled. What nobody's message is after `kForget` is put
// aside.
inline constexpr Duration kForget = std::chrono::days{3};
alert::Counts settle_receipts(store::Database& db, Carriers& carriers, const Settings& settings,
                              const std::string& actor, Instant now);

}  // namespace tocsin::notify
