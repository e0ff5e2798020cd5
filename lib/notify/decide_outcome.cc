#include "notify/decide_outcome.h"

namespace tocsin::notify {
namespace {

bool tries_left(NextStep& next, const RetryPolicy& policy, const std::string& why) {
  if (next.attempts < policy.max_attempts) return true;
  next.error = fmt::format("given up after {} tries: {}", next.attempts, why);
  next.exhausted = !policy.schedule.empty();
  return false;
}

}  // namespace

NextStep after_attempt(const store::Message& message, const DeliveryOutcome& outcome,
                       const RetryPolicy& policy, std::string_view key, Instant now) {
  NextStep next;
  next.attempts = message.attempts + 1;
  next.due_at = now;
  next.error = outcome.detail;
  switch (outcome.outcome) {
    case OutcomeClass::delivered:
      next.state = outcome.arrived ? MessageState::delivered : MessageState::sent;
      return next;
    case OutcomeClass::permanent:
      if (!outcome.refuses_us) return next;
      break;
    case OutcomeClass::uncertain:
      next.state = MessageState::uncertain;
      next.due_at = now + pause_after(policy, next.attempts, key, outcome.retry_after);
      return next;
    case OutcomeClass::transient:
      break;
  }
  if (!outcome.refuses_us && !tries_left(next, policy, outcome.detail)) return next;
  next.due_at = now + pause_after(policy, next.attempts, key, outcome.retry_after);
  // A schedule says itself how long a message is worth trying.
  const bool expires = policy.schedule.empty() || outcome.refuses_us;
  if (expires && message.expires_at && next.due_at >= *message.expires_at) {
    next.error = fmt::format("no time left for another try: {}", outcome.detail);
    return next;
  }
  next.state = MessageState::pending;
  return next;
}

NextStep after_asking(const store::Message& message, const DeliveryOutcome& answer,
                      const RetryPolicy& policy, Guarantee guarantee, Instant now) {
  NextStep next;
  next.attempts = message.attempts;
  next.due_at = now;
  next.error = message.error;
  switch (answer.outcome) {
    case OutcomeClass::delivered:
      next.state = answer.arrived ? MessageState::delivered : MessageState::sent;
      return next;
    case OutcomeClass::permanent:
      next.error = answer.detail;
      return next;
    case OutcomeClass::uncertain:
      if (guarantee == Guarantee::at_least_once) break;
      next.state = MessageState::uncertain;
      next.due_at = now + policy.most;
      if (message.expires_at && next.due_at >= *message.expires_at) next.due_at = store::kNever;
      return next;
    case OutcomeClass::transient:
      break;
  }
  if (tries_left(next, policy, message.error)) next.state = MessageState::pending;
  return next;
}

}  // namespace tocsin::notify
