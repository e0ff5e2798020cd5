#include "notify/retry.h"

#include <algorithm>

namespace tocsin::notify {
namespace {

constexpr int kSpreadPercent = 20;

// FNV-1a, 32 bits: evenly spread and the same everywhere, which is all that is asked of it.
std::uint32_t hash_of(std::string_view key, int attempt) {
  std::uint32_t hash = 2166136261U;
  const auto mix = [&](unsigned char c) { hash = (hash ^ c) * 16777619U; };
  for (const char c : key) mix(static_cast<unsigned char>(c));
  mix(static_cast<unsigned char>(attempt));
  return hash;
}

Duration nominal(const RetryPolicy& policy, int attempt) {
  if (!policy.schedule.empty()) {
    const auto nth = static_cast<std::size_t>(std::max(attempt, 1) - 1);
    return policy.schedule[std::min(nth, policy.schedule.size() - 1)];
  }
  Duration pause = policy.base;
  for (int n = 1; n < attempt && pause < policy.most; ++n) pause *= 2;
  return std::min(pause, policy.most);
}

}  // namespace

int tries_within(const RetryPolicy& policy, Duration time) {
  int tries = 1;
  while (tries < policy.max_attempts) {
    time -= nominal(policy, tries) * (100 - kSpreadPercent) / 100;
    if (time < Duration::zero()) break;
    ++tries;
  }
  return tries;
}

Duration pause_after(const RetryPolicy& policy, int attempt, std::string_view key,
                     std::optional<Duration> retry_after) {
  const auto percent =
      100 - kSpreadPercent + static_cast<int>(hash_of(key, attempt) % (2 * kSpreadPercent + 1));
  const Duration pause = nominal(policy, attempt) * percent / 100;
  return std::max(pause, retry_after.value_or(Duration::zero()));
}

}  // namespace tocsin::notify
