#include "escalate/simulate.h"

#include <iterator>

namespace tocsin::escalate {
namespace {

constexpr int kMostLooks = 10'000;

}  // namespace

Simulated simulate(const Policy& policy, store::Escalation escalation, const FactsAt& facts_at,
                   Instant until) {
  Simulated out;
  for (int looks = 0; looks < kMostLooks && escalation.next_at && *escalation.next_at <= until;
       ++looks) {
    const Instant now = *escalation.next_at;
    Decision d = decide(policy, escalation, facts_at(now), now);
    std::move(d.events.begin(), d.events.end(), std::back_inserter(out.events));
    std::move(d.steps.begin(), d.steps.end(), std::back_inserter(out.steps));
    escalation = std::move(d.next);
  }
  return out;
}

}  // namespace tocsin::escalate
