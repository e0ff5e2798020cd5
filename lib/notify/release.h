// The end of quiet hours: what was held is looked at again.
#pragma once

#include "notify/plan.h"

namespace tocsin::notify {

// Still true → sent, merged into one per person and destination; no longer true, or in somebody's
// hand → suppressed with that reason; silenced meanwhile → held until the silence ends. Within the
// lock of planning. Counts released, merged, suppressed.
void release_held(store::Database& db, Carriers& carriers, const Settings& settings,
                  const PlanOptions& options, alert::Counts& counts);

}  // namespace tocsin::notify
