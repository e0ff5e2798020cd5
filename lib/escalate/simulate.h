// What an escalation would do from here on: the code that runs live, let run ahead.
#pragma once

#include <functional>
#include <vector>

#include "escalate/decide.h"

namespace tocsin::escalate {

// What is known at a time.
using FactsAt = std::function<Facts(Instant)>;

// Its events up to `until`, at which it may still be under way; looked at whenever it wants to be.
// At most 10,000 looks.
std::vector<store::EscalationEvent> simulate(const Policy& policy, store::Escalation escalation,
                                             const FactsAt& facts_at, Instant until);

}  // namespace tocsin::escalate
