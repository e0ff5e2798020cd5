// What becomes of a message after a try. Pure.
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
  Instant due_at{};  // where it is pending
  int attempts = 0;
  std::string error;
};

// delivered → sent, or delivered where it has arrived. permanent, tries used up, or the next try after the message expires → failed.
// transient → pending, later. uncertain → as the guarantee says: like transient, or uncertain.
NextStep after_attempt(const store::Message& message, const DeliveryOutcome& outcome,
                       const RetryPolicy& policy, Guarantee guarantee, std::string_view key,
                       Instant now);

}  // namespace tocsin::notify
