// When a message is tried again. Pure.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/clock.h"

namespace tocsin::notify {

struct RetryPolicy {
  Duration base{15'000};     // pause after the first failure; doubles each time
  Duration most{3'600'000};  // longest pause
  int max_attempts = 8;
  // Where not empty, these are the pauses instead; beyond its end the last one repeats.
  std::span<const Duration> schedule{};
};

// How many tries so much time has at most: 1 before the first pause is over, then 2, …
int tries_within(const RetryPolicy& policy, Duration time);

// The pause after the n-th failed attempt (from 1): base × 2^(n−1), at most `most`, or as the
// schedule says; spread by ±20 % so that messages that failed together do not come back together.
// The spread follows from key and attempt: the same on every host. Never shorter than what the
// receiver asked for.
Duration pause_after(const RetryPolicy& policy, int attempt, std::string_view key,
                     std::optional<Duration> retry_after);

}  // namespace tocsin::notify
