// Which rule applies to which message: the bypass table of the waist. Pure.
#pragma once

#include <span>
#include <string_view>

#include "notify/plan/item.h"

namespace tocsin::notify {

enum class MessageClass { critical, escalation, direct, ordinary };

enum class QuietRule {
  holds,           // waits for the morning where the channel interrupts
  unless_refused,  // passes, unless the person says no
  as_policy_says,  // the escalation's policy decided already
  passes
};
enum class WindowRule { applies, skips };
enum class SilenceRule { respected, holds_escalation, skips };

struct BypassRow {
  MessageClass what;
  QuietRule quiet_hours;
  WindowRule window;
  SilenceRule silence;
};

std::span<const BypassRow> bypass_table();
MessageClass class_of(const Notice& notice);
const BypassRow& bypass_of(const Notice& notice);

}  // namespace tocsin::notify
