#include "notify/deliver/gate.h"

#include <algorithm>

namespace tocsin::notify {
namespace {

Rate rate_in(const Rate& first, int step) {
  const std::int64_t count = first.count << step;
  return {count, first.per, std::max<std::int64_t>(1, count / 10)};
}

}  // namespace

void pause(store::Allowance& gate, Duration length, Instant now) {
  wait_until(gate, now + length);
  gate.recovered_at = gate.paused_until;
}

void wait_until(store::Allowance& gate, Instant until) {
  gate.paused_until = std::max(gate.paused_until.value_or(until), until);
}

void count_failure(store::Allowance& gate, Instant now) {
  ++gate.failures;
  if (gate.failures < kShutAfter) return;
  Duration length = kFirstPause;
  for (int n = kShutAfter; n < gate.failures && length < kLongestPause; ++n) length *= 2;
  pause(gate, std::min(length, kLongestPause), now);
}

void count_success(store::Allowance& gate, Instant now) {
  if (is_on_probation(gate)) {
    gate.recovered_at = now;
    gate.paused_until.reset();
  }
  gate.failures = 0;
}

void count_refusal(store::Allowance& gate, Instant now) {
  gate.failures = std::max(gate.failures, kShutAfter);
  pause(gate, kRefusedPause, now);
}

bool is_paused(const store::Allowance& gate, Instant now) {
  return gate.paused_until && *gate.paused_until > now;
}

bool is_on_probation(const store::Allowance& gate) {
  return gate.failures >= kShutAfter;
}

bool is_down(const store::Allowance& gate, Instant now) {
  return is_on_probation(gate) && is_paused(gate, now);
}

Circuit circuit_of(const store::Allowance& gate, Instant now) {
  if (!is_on_probation(gate)) return Circuit::open;
  return is_paused(gate, now) ? Circuit::shut : Circuit::trying;
}

bool wake(store::Allowance& gate, Instant now) {
  if (!gate.paused_until || is_paused(gate, now)) return false;
  if (gate.recovered_at == gate.paused_until) gate.recovered_at = now;
  gate.paused_until.reset();
  return true;
}

std::optional<Rate> recovery_rate(const store::Allowance& gate, const Rate& first, Instant now) {
  if (!first.limits() || !gate.recovered_at ||
      now - *gate.recovered_at >= kRecoveryStep * kRecoverySteps) {
    return std::nullopt;
  }
  const auto step = std::max<std::int64_t>(0, (now - *gate.recovered_at) / kRecoveryStep);
  return rate_in(first, static_cast<int>(step));
}

Duration recovery_wait(const store::Allowance& gate, const Rate& first, Instant now,
                       std::int64_t n) {
  if (!first.limits() || !gate.recovered_at) return Duration{0};
  Instant at = std::max(now, *gate.recovered_at);
  for (int step = 0; step < kRecoverySteps; ++step) {
    const Instant end = *gate.recovered_at + kRecoveryStep * (step + 1);
    if (at >= end) continue;
    const Rate rate = rate_in(first, step);
    const std::int64_t room = (end - at).count() * rate.count / rate.per.count();
    if (n <= room) return at + Duration{(n - 1) * rate.per.count() / rate.count} - now;
    n -= room;
    at = end;
  }
  return at - now;
}

}  // namespace tocsin::notify
