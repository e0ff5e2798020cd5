#include "model/alert.h"

#include <algorithm>
#include <array>

namespace tocsin {
namespace {

constexpr std::array<std::string_view, 5> kPriorityNames{"low", "normal", "medium", "high",
                                                         "critical"};

struct KindRule {
  std::string_view kind;
  Priority priority;
};

constexpr auto kKinds = std::to_array<KindRule>({
    {"ticket_match", 2},     {"price_drop", 3},       {"back_in_stock", 3},   {"low_inventory", 3},
    {"target_reached", 3},   {"budget_reached", 3},   {"on_sale_soon", 3},    {"sold_out", 2},
    {"event_changed", 3},    {"ticket_created", 3},   {"ticket_assigned", 3}, {"ticket_updated", 2},
    {"ticket_comment", 2},   {"ticket_resolved", 2},  {"ticket_closed", 2},   {"sla_warning", 3},
    {"sla_breach", 4},       {"high_demand", 3},      {"vendor_bonus", 3},    {"promotion", 1},
    {"platform_blocked", 4}, {"platform_failing", 4}, {"job_overdue", 4},     {"stuck_work", 4},
    {"nobody_on_call", 4},   {"address_dead", 3},
});

constexpr auto kDirectKinds =
    std::to_array<std::string_view>({"verification_code", "signature_request", "test"});

}  // namespace

std::string_view priority_name(Priority p) {
  return kPriorityNames[static_cast<std::size_t>(std::clamp(p, kLowest, kCritical) - 1)];
}

std::optional<Priority> priority_from(std::string_view name) {
  for (std::size_t i = 0; i < kPriorityNames.size(); ++i) {
    const auto p = static_cast<Priority>(i + 1);
    if (kPriorityNames[i] == name || (name.size() == 1 && name[0] == '0' + p)) return p;
  }
  return std::nullopt;
}

Priority default_priority(std::string_view kind) {
  const auto* const found =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const KindRule& r) { return r.kind == kind; });
  return found == kKinds.end() ? 2 : found->priority;
}

bool is_direct_kind(std::string_view kind) {
  return std::find(kDirectKinds.begin(), kDirectKinds.end(), kind) != kDirectKinds.end();
}

}  // namespace tocsin
