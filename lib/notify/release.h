// The end of a wait (a group's, a digest's, quiet hours): what was held is looked at again.
#pragma once

#include "notify/facts.h"
#include "notify/plan.h"

namespace tocsin::notify {

// At each place all that is due is judged together: no longer true, or in somebody's hand →
// suppressed with that reason; muted, or quiet hours there → held on; the rest leaves as one
// message, and each group as one of its own, unless the ladder for noisy people holds it on. Within
// the lock of planning. Counts released, merged, suppressed, held.
void release_held(store::Database& db, Carriers& carriers, const Settings& settings,
                  const PlanOptions& options, RunFacts& facts, alert::Counts& counts);

}  // namespace tocsin::notify
