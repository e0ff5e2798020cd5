#include "notify/decide_outcome.h"

namespace tocsin::notify {

NextStep after_attempt(const store::Message& message, const DeliveryOutcome& outcome,
                       const RetryPolicy& policy, Guarantee guarantee, std::string_view key,
                       Instant now) {
  NextStep next;
  next.attempts = message.attempts + 1;
  next.due_at = now;
  next.error = outcome.detail;
  switch (outcome.outcome) {
    case OutcomeClass::delivered:
      next.state = outcome.arrived ? MessageState::delivered : MessageState::sent;
      return next;
    case OutcomeClass::permanent:
      next.state = MessageState::failed;
      return next;
    case OutcomeClass::uncertain:
      if (guarantee == Guarantee::at_most_once) {
        next.state = MessageState::uncertain;
        return next;
      }
      break;
    case OutcomeClass::transient:
      break;
  }
  if (next.attempts >= policy.max_attempts) {
    next.error = fmt::format("given up after {} tries: {}", next.attempts, outcome.detail);
    return next;
  }
  next.due_at = now + pause_after(policy, next.attempts, key, outcome.retry_after);
  if (message.expires_at && next.due_at >= *message.expires_at) {
    next.error = fmt::format("no time left for another try: {}", outcome.detail);
    return next;
  }
  next.state = MessageState::pending;
  return next;
}

}  // namespace tocsin::notify
