// Gates: when they shut, for how long, and how they open again.

#include "notify/deliver/gate.h"

#include <gtest/gtest.h>

namespace tocsin::notify {
namespace {

constexpr Rate kRecovery{5, Duration{1'000}, 1};
constexpr Instant kNow{Duration{1'800'000'000'000}};

store::Allowance after_failures(int n) {
  store::Allowance gate;
  for (int i = 0; i < n; ++i) count_failure(gate, kNow);
  return gate;
}

TEST(Gate, ShutsAfterFailuresInARowLongerEachTime) {
  struct Case {
    int failures;
    std::int64_t pause_s;
  };
  const Case cases[] = {{0, 0}, {4, 0}, {5, 30}, {6, 60}, {7, 120}, {8, 240}, {9, 300}, {500, 300}};
  for (const Case& c : cases) {
    const auto gate = after_failures(c.failures);
    EXPECT_EQ(is_on_probation(gate), c.failures >= kShutAfter) << c.failures;
    EXPECT_EQ(is_paused(gate, kNow), c.pause_s > 0) << c.failures;
    EXPECT_EQ(is_down(gate, kNow), c.pause_s > 0) << c.failures;
    if (c.pause_s > 0) {
      EXPECT_EQ((*gate.paused_until - kNow).count(), c.pause_s * 1'000) << c.failures;
    }
  }
}

TEST(Gate, OneSuccessBetweenKeepsItOpen) {
  store::Allowance gate = after_failures(4);
  count_success(gate, kNow);
  count_failure(gate, kNow);
  EXPECT_FALSE(is_on_probation(gate));
  EXPECT_FALSE(gate.recovered_at) << "it was never shut";
}

TEST(Gate, AfterARecoveryItFillsUpSlowly) {
  store::Allowance gate = after_failures(5);
  const Instant later = kNow + std::chrono::seconds{30};
  EXPECT_FALSE(is_down(gate, later)) << "one may try";
  EXPECT_TRUE(is_on_probation(gate));
  count_success(gate, later);
  EXPECT_FALSE(is_on_probation(gate));
  std::int64_t former = 0;
  for (int s = 0; s < 40; s += 5) {
    const auto rate = recovery_rate(gate, kRecovery, later + std::chrono::seconds{s});
    ASSERT_TRUE(rate) << s;
    EXPECT_EQ(rate->count, former == 0 ? 5 : 2 * former) << s;
    former = rate->count;
  }
  EXPECT_FALSE(recovery_rate(gate, kRecovery, later + std::chrono::seconds{40}));
}

TEST(Gate, TheWaitAfterARecoveryAddsUpToItsRates) {
  store::Allowance gate;
  pause(gate, Duration{0}, kNow);
  EXPECT_EQ(recovery_wait(gate, kRecovery, kNow, 1), Duration{0});
  EXPECT_EQ(recovery_wait(gate, kRecovery, kNow, 6), Duration{1'000});   // 5 in the first second
  EXPECT_EQ(recovery_wait(gate, kRecovery, kNow, 26), Duration{5'000});  // 25 in five
  EXPECT_EQ(recovery_wait(gate, kRecovery, kNow, 36), Duration{6'000});  // then 10 a second
  EXPECT_EQ(recovery_wait(gate, kRecovery, kNow, 1'000'000), Duration{40'000})
      << "then there is no limit";
  Duration former{0};
  for (int n = 1; n < 3'000; ++n) {
    const Duration wait = recovery_wait(gate, kRecovery, kNow, n);
    ASSERT_GE(wait, former) << n;
    former = wait;
  }
}

TEST(Gate, WhatComesSlowlyWaitsForSomebodyToCome) {
  store::Allowance gate;
  pause(gate, std::chrono::minutes{1}, kNow);
  EXPECT_FALSE(wake(gate, kNow + std::chrono::seconds{59}));
  const Instant later = kNow + std::chrono::hours{3};
  EXPECT_TRUE(wake(gate, later));
  EXPECT_FALSE(wake(gate, later));
  ASSERT_TRUE(recovery_rate(gate, kRecovery, later));
  EXPECT_EQ(recovery_rate(gate, kRecovery, later)->count, 5);
}

TEST(Gate, ALongerPauseIsNeverShortened) {
  store::Allowance gate;
  pause(gate, std::chrono::minutes{10}, kNow);
  count_failure(gate, kNow);
  pause(gate, std::chrono::minutes{1}, kNow);
  wait_until(gate, kNow);
  EXPECT_EQ(gate.paused_until, kNow + std::chrono::minutes{10});
}

TEST(Gate, ARefusalShutsItAtOnce) {
  store::Allowance gate;
  count_refusal(gate, kNow);
  EXPECT_TRUE(is_down(gate, kNow));
  EXPECT_EQ(gate.paused_until, kNow + kRefusedPause);
}

TEST(Gate, SpentIsNoFailureAndComesBackAtOnce) {
  store::Allowance gate;
  wait_until(gate, kNow + std::chrono::seconds{3});
  EXPECT_TRUE(is_paused(gate, kNow));
  EXPECT_FALSE(is_down(gate, kNow));
  EXPECT_FALSE(recovery_rate(gate, kRecovery, kNow + std::chrono::seconds{3}));
}

}  // namespace
}  // namespace tocsin::notify
