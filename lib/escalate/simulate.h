// What an escalation would do from here on: the code that runs live, let run ahead.
#pragma once

#include <functional>
#include <vector>

#include "escalate/decide.h"

namespace tocsin::escalate {

// What is known at a time.
using FactsAt = std::function<Facts(Instant)>;

struct Simulated {
  std::vector<store::EscalationEvent> events;
  std::vector<store::EscalationStep> steps;
};

// Up to `until`, at which it may still be under way; looked at whenever it wants to be. What
// facts_at() gives is not used any more when it is called again. At most 10,000 looks.
Simulated simulate(const Policy& policy, store::Escalation escalation, const FactsAt& facts_at,
                   Instant until);

}  // namespace tocsin::escalate
