// What becomes of a message after a try, or after its provider was asked about one. Pure.
#pragma once

#include <optional>
#include <string>

#include "notify/channel.h"
#include "notify/retry.h"
#include "notify/settings.h"
#include "store/messages.h"

namespace tocsin::notify {

struct NextStep {
  MessageState state = MessageState::failed;
  Instant due_at{};  // where it is pending or uncertain
  int attempts = 0;
  std::string error;
  bool exhausted = false;  // the channel's own schedule has run out
};

// delivered → sent, or delivered where it is with the person. permanent, tries used up, or the next
// try after the message expires (unless the channel has a schedule of its own) → failed. transient
// → pending, later. uncertain → uncertain, to be looked into later. What refuses us is the
// operator's to mend: it uses up no tries, and its messages are pending until they expire.
NextStep after_attempt(const store::Message& message, const DeliveryOutcome& outcome,
                       const RetryPolicy& policy, std::string_view key, Instant now);

// The provider of an uncertain message was asked: it has it → sent; it has it not → pending now; it
// has given it up → failed. Where nobody can say, the guarantee does: at_least_once sends again,
// at_most_once asks again later until the message expires and then leaves it uncertain for good.
NextStep after_asking(const store::Message& message, const DeliveryOutcome& answer,
                      const RetryPolicy& policy, Guarantee guarantee, Instant now);

}  // namespace tocsin::notify
