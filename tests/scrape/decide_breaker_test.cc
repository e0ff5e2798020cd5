#include "scrape/decide_breaker.h"

#include <gtest/gtest.h>

#include "base/time.h"

namespace tocsin::scrape {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using store::Breaker;
using store::BreakerState;

const Instant kNow = *parse_instant("2026-03-01T12:00:00Z");

Breaker after(const Breaker& b, FetchClass c, Instant at = kNow,
              std::optional<Duration> retry_after = {}) {
  return after_fetch(b, c, retry_after, 3, at, Settings{});
}

Breaker after_failures(int n) {
  Breaker b;
  for (int i = 0; i < n; ++i) b = after(b, FetchClass::transient);
  return b;
}

// As a claim leaves it.
Breaker half_open(Breaker b) {
  b.state = BreakerState::half_open;
  return b;
}

// A pause of this base, with its jitter of a quarter.
void expect_pause(const Breaker& b, Duration base, Instant at = kNow) {
  ASSERT_EQ(b.state, BreakerState::open);
  EXPECT_GE(*b.until, at + base);
  EXPECT_LE(*b.until, at + base * 5 / 4);
}

TEST(DecideBreaker, OpensAtTheFifthFailureInARow) {
  EXPECT_EQ(after_failures(4).state, BreakerState::closed);
  expect_pause(after_failures(5), minutes{1});
  const Breaker interrupted = after(after_failures(4), FetchClass::ok);
  EXPECT_EQ(interrupted, Breaker{});
}

TEST(DecideBreaker, WhatEachClassSays) {
  struct Case {
    FetchClass c;
    BreakerState from_half_open;
  };
  const Case cases[] = {
      {FetchClass::ok, BreakerState::closed},
      {FetchClass::not_modified, BreakerState::closed},
      {FetchClass::nothing_found, BreakerState::closed},  // it answers
      {FetchClass::gone, BreakerState::closed},
      {FetchClass::disallowed, BreakerState::half_open},  // never asked
      {FetchClass::refused, BreakerState::open},
      {FetchClass::throttled, BreakerState::open},
      {FetchClass::transient, BreakerState::open},
      {FetchClass::unreadable, BreakerState::open},
      {FetchClass::blocked, BreakerState::open},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(after(half_open(after_failures(5)), c.c).state, c.from_half_open) << word(c.c);
  }
}

TEST(DecideBreaker, ThePauseDoublesUpToALimitAndAnAnswerForgetsIt) {
  Breaker b = after_failures(5);
  Instant at = kNow;
  for (const Duration pause : {minutes{2}, minutes{4}, minutes{8}}) {
    at = *b.until;
    b = after(half_open(b), FetchClass::transient, at);
    expect_pause(b, pause, at);
  }
  for (int i = 0; i < 20; ++i) b = after(half_open(b), FetchClass::transient, at);
  expect_pause(b, hours{6}, at);
  EXPECT_EQ(after(half_open(b), FetchClass::ok), Breaker{});
}

TEST(DecideBreaker, AWallOpensItAtOnceAndForLonger) {
  expect_pause(after({}, FetchClass::blocked), minutes{15});
}

TEST(DecideBreaker, WhatWasUnderWayWhenItOpenedChangesNothing) {
  const Breaker open = after_failures(5);
  const Breaker late = after(open, FetchClass::transient, kNow + minutes{1});
  EXPECT_EQ(late.until, open.until);
  EXPECT_EQ(late.opened, 1);
  EXPECT_EQ(after(open, FetchClass::ok), Breaker{});
}

TEST(DecideBreaker, NeverUndercutsWhatTheServerAskedFor) {
  const Breaker b = after(after_failures(4), FetchClass::throttled, kNow, hours{3});
  expect_pause(b, hours{3});
}

}  // namespace
}  // namespace tocsin::scrape
