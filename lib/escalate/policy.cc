#include "escalate/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/digest.h"

namespace tocsin::escalate {
namespace {

template <typename T>
bool asks_for(const std::vector<T>& wanted, const T& value) {
  return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

int asked(const Match& m) {
  return !m.priorities.empty() + !m.kinds.empty() + !m.organizations.empty() +
         (m.hours != Hours::any);
}

// From -1 to 1, the same on every host.
double chance(std::string_view key, int round) {
  constexpr std::size_t kDigits = 8;
  const std::string digest = sha256_hex(fmt::format("{}/{}", key, round));
  std::uint32_t drawn = 0;
  std::from_chars(digest.data(), digest.data() + kDigits, drawn, 16);
  return static_cast<double>(drawn) / UINT32_MAX * 2 - 1;
}

}  // namespace

std::optional<Target> parse_target(std::string_view text) {
  if (text == "person") return Target{TargetKind::responsible};
  if (text == "emergency") return Target{TargetKind::emergency};
  const auto colon = text.find(':');
  if (colon == text.npos || colon + 1 == text.size()) return std::nullopt;
  const auto kind = from_word<TargetKind>(text.substr(0, colon));
  const std::string_view name = text.substr(colon + 1);
  if (!kind || *kind == TargetKind::responsible || *kind == TargetKind::emergency) {
    return std::nullopt;
  }
  if (*kind == TargetKind::exec && name.front() == ' ') return std::nullopt;
  if (*kind == TargetKind::channel && !from_word<Channel>(name)) return std::nullopt;
  return Target{*kind, std::string(name)};
}

std::string text_of(const Target& target) {
  if (target.kind == TargetKind::responsible) return "person";
  if (target.kind == TargetKind::emergency) return "emergency";
  return fmt::format("{}:{}", word(target.kind), target.name);
}

bool fits(const Match& match, const AlertFacts& alert, const std::string& calendar, Instant at,
          const IsOpen& is_open) {
  if (!asks_for(match.priorities, alert.priority) || !asks_for(match.kinds, alert.kind) ||
      !asks_for(match.organizations, alert.organization)) {
    return false;
  }
  if (match.hours == Hours::any) return true;
  const bool open = calendar.empty() || is_open(calendar, at);
  return open == (match.hours == Hours::working);
}

const Policy* policy_of(const AlertFacts& alert, std::span<const Policy> policies, Instant at,
                        const IsOpen& is_open) {
  const Policy* best = nullptr;
  const auto rank = [](const Policy& p) {
    return std::tuple(asked(p.match), !p.match.organizations.empty(), !p.match.kinds.empty(),
                      p.match.hours != Hours::any);
  };
  for (const Policy& p : policies) {
    if (!fits(p.match, alert, p.calendar, at, is_open)) continue;
    if (best == nullptr || rank(p) > rank(*best)) best = &p;
  }
  return best;
}

Duration gap_before(const Policy& policy, int round, std::string_view key) {
  Duration gap = policy.initial_delay;
  for (int n = 1; n < round && gap < policy.max_delay; ++n) gap *= 2;
  gap = std::min(gap, policy.max_delay);
  if (round == 1 || policy.jitter == 0) return gap;
  const double share = 1 + chance(key, round) * policy.jitter / 100;
  const Duration varied{static_cast<std::int64_t>(static_cast<double>(gap.count()) * share)};
  return std::min(varied, policy.max_delay);
}

}  // namespace tocsin::escalate
