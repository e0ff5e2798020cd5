#include "notify/plan/bypass.h"

#include <array>

namespace tocsin::notify {
namespace {

// clang-format off
constexpr std::array<BypassRow, 4> kTable{{
    // what                      quiet hours                  1 h window           silence
    {MessageClass::critical,     QuietRule::unless_refused,   WindowRule::applies, SilenceRule::respected},
    {MessageClass::escalation,   QuietRule::as_policy_says,   WindowRule::skips,   SilenceRule::holds_escalation},
    {MessageClass::direct,       QuietRule::passes,           WindowRule::skips,   SilenceRule::skips},
    {MessageClass::ordinary,     QuietRule::holds,            WindowRule::applies, SilenceRule::respected},
}};
// clang-format on

bool is_breach_of_critical_ticket(const Notice& notice) {
  return notice.kind == "sla_breach" && notice.labels.value("severity", "") == "critical";
}

}  // namespace

std::span<const BypassRow> bypass_table() {
  return kTable;
}

MessageClass class_of(const Notice& notice) {
  if (notice.purpose == Purpose::direct || is_direct_kind(notice.kind)) return MessageClass::direct;
  if (notice.purpose == Purpose::escalation) return MessageClass::escalation;
  if (notice.priority >= kCritical || is_breach_of_critical_ticket(notice)) {
    return MessageClass::critical;
  }
  return MessageClass::ordinary;
}

const BypassRow& bypass_of(const Notice& notice) {
  return kTable[static_cast<std::size_t>(class_of(notice))];
}

}  // namespace tocsin::notify
