#include "notify/deliver/gate.h"

#include <algorithm>

namespace tocsin::notify {
namespace {

// After a recovery: so many a second at first, twice as many with each step, then no limit.
constexpr std::int64_t kFirstRate = 5;
constexpr Duration kStep{5'000};
constexpr int kSteps = 8;

std::int64_t rate_in(int step) {
  return kFirstRate << step;
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

bool wake(store::Allowance& gate, Instant now) {
  if (!gate.paused_until || is_paused(gate, now)) return false;
  if (gate.recovered_at == gate.paused_until) gate.recovered_at = now;
  gate.paused_until.reset();
  return true;
}

std::optional<Rate> recovery_rate(const store::Allowance& gate, Instant now) {
  if (!gate.recovered_at || now - *gate.recovered_at >= kStep * kSteps) return std::nullopt;
  const auto step = std::max<std::int64_t>(0, (now - *gate.recovered_at) / kStep);
  const std::int64_t rate = rate_in(static_cast<int>(step));
  return Rate{rate, Duration{1'000}, std::max<std::int64_t>(1, rate / 10)};
}

Duration recovery_wait(const store::Allowance& gate, Instant now, std::int64_t n) {
  if (!gate.recovered_at) return Duration{0};
  Instant at = std::max(now, *gate.recovered_at);
  for (int step = 0; step < kSteps; ++step) {
    const Instant end = *gate.recovered_at + kStep * (step + 1);
    if (at >= end) continue;
    const std::int64_t room = (end - at).count() * rate_in(step) / 1'000;
    if (n <= room) return at + Duration{(n - 1) * 1'000 / rate_in(step)} - now;
    n -= room;
    at = end;
  }
  return at - now;
}

}  // namespace tocsin::notify
