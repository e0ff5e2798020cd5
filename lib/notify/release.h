// The end of a wait (a group's, a digest's, quiet hours, time off): what was held is looked at
// again.
#pragma once

#include "notify/facts.h"
#include "notify/plan.h"

namespace tocsin::notify {

// At each place all that is due is judged together: no longer true, or in somebody's hand →
// suppressed with that reason; muted, quiet hours there or nobody at work → held on; the rest
// leaves as one message, and each group as one of its own, unless the ladder for noisy people holds
// it on. What
// was put back because its provider is down stays so until that is back, but for one message that
// tries; then what is critical and what escalates leave apart from the rest, and what is too old
// expires. Within the lock of planning. Counts released, merged, suppressed, held, expired.
void release_held(store::Database& db, Carriers& carriers, const Settings& settings,
                  const PlanOptions& options, RunFacts& facts, alert::Counts& counts);

}  // namespace tocsin::notify
