// Which rule applies to which message: the bypass table of the waist. Pure.
#pragma once

#include <span>
#include <string_view>

#include "notify/plan/item.h"

namespace tocsin::notify {

enum class MessageClass { critical, escalation, direct, ordinary };

enum class GroupRule { applies, skips };
enum class DigestRule { as_chosen, skips };
enum class QuietRule {
  holds,           // waits for the morning where the channel interrupts
  unless_refused,  // passes, unless the person says no
  as_policy_says,  // the escalation's policy decided already
  passes
};
enum class HoursRule {
  hold_reminders,  // of service levels: they wait until their recipient is at work
  pass
};
enum class WindowRule { applies, skips };
enum class SilenceRule { respected, holds_escalation, skips };
enum class RateRule { applies, own_budget };

struct BypassRow {
  MessageClass what;
  GroupRule group_wait;
  DigestRule digest;
  QuietRule quiet_hours;
  HoursRule working_hours;
  WindowRule window;
  SilenceRule silence;
  RateRule rate;
};

std::span<const BypassRow> bypass_table();
MessageClass class_of(const Notice& notice);
// Of a message as it is stored, which has no labels any more.
MessageClass class_of(Purpose purpose, std::string_view kind, Priority priority);
const BypassRow& bypass_of(const Notice& notice);

}  // namespace tocsin::notify
