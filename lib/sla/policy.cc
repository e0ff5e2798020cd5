#include "sla/policy.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace tocsin::sla {
namespace {

// Greater is more specific.
auto specificity(const Match& m) {
  const bool organization = m.organization.has_value(), type = m.type.has_value(),
             tag = m.tag.has_value();
  return std::tuple(organization + type + tag + m.priority.has_value(), organization, type, tag);
}

}  // namespace

seconds LeadTime::of(seconds target) const {
  return percent == 0 ? left : seconds{target.count() * percent / 100};
}

bool Policy::takes(const TicketFacts& ticket) const {
  return targets[static_cast<std::size_t>(ticket.priority)] &&
         (!match.organization || *match.organization == ticket.organization) &&
         (!match.type || *match.type == ticket.type) &&
         (!match.tag ||
          std::find(ticket.tags.begin(), ticket.tags.end(), *match.tag) != ticket.tags.end()) &&
         (!match.priority || *match.priority == ticket.priority);
}

Targets Policy::targets_of(const TicketFacts& ticket) const {
  Targets out = targets[static_cast<std::size_t>(ticket.priority)].value_or(Targets());
  if (!ticket.priority_client) return out;
  for (auto& target : out) {
    if (!target) continue;
    const auto scaled = std::llround(static_cast<double>(target->count()) * priority_client_factor);
    target = std::max(seconds{scaled}, seconds{1});
  }
  return out;
}

bool Policy::pauses_on(TicketStatus status) const {
  return std::find(pause_on.begin(), pause_on.end(), status) != pause_on.end();
}

const Policy* policy_of(const TicketFacts& ticket, std::span<const Policy> policies) {
  const Policy* best = nullptr;
  for (const Policy& p : policies) {
    if (!p.takes(ticket)) continue;
    if (best == nullptr || specificity(p.match) > specificity(best->match)) best = &p;
  }
  return best;
}

}  // namespace tocsin::sla
