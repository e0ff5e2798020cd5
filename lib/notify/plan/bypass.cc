#include "notify/plan/bypass.h"

#include <array>

namespace tocsin::notify {
namespace {

// clang-format off
constexpr std::array<BypassRow, 4> kTable{{
    // what                      group wait          digest                 quiet hours                working hours              1 h window           silence, maintenance           rate limits
    {MessageClass::critical,     GroupRule::skips,   DigestRule::skips,     QuietRule::unless_refused, HoursRule::pass,           WindowRule::applies, SilenceRule::respected,        RateRule::own_budget},
    {MessageClass::escalation,   GroupRule::skips,   DigestRule::skips,     QuietRule::as_policy_says, HoursRule::pass,           WindowRule::skips,   SilenceRule::holds_escalation, RateRule::own_budget},
    {MessageClass::direct,       GroupRule::skips,   DigestRule::skips,     QuietRule::passes,         HoursRule::pass,           WindowRule::skips,   SilenceRule::skips,            RateRule::applies},
    {MessageClass::ordinary,     GroupRule::applies, DigestRule::as_chosen, QuietRule::holds,          HoursRule::hold_reminders, WindowRule::applies, SilenceRule::respected,        RateRule::applies},
}};
// clang-format on

bool is_breach_of_critical_ticket(const Notice& notice) {
  return notice.kind == "sla_breach" && notice.labels.value("severity", "") == "critical";
}

}  // namespace

std::span<const BypassRow> bypass_table() {
  return kTable;
}

MessageClass class_of(Purpose purpose, std::string_view kind, Priority priority) {
  if (purpose == Purpose::direct || is_direct_kind(kind)) return MessageClass::direct;
  if (purpose == Purpose::escalation) return MessageClass::escalation;
  return priority >= kCritical ? MessageClass::critical : MessageClass::ordinary;
}

MessageClass class_of(const Notice& notice) {
  const MessageClass what = class_of(notice.purpose, notice.kind, notice.priority);
  if (what == MessageClass::ordinary && is_breach_of_critical_ticket(notice)) {
    return MessageClass::critical;
  }
  return what;
}

const BypassRow& bypass_of(const Notice& notice) {
  return kTable[static_cast<std::size_t>(class_of(notice))];
}

}  // namespace tocsin::notify
