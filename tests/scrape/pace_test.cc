#include "scrape/pace.h"

#include <gtest/gtest.h>

namespace tocsin::scrape {
namespace {

using namespace std::chrono_literals;
using Answer = Pace::Answer;

Pace pace(Duration delay, int jobs) {
  Pace made;
  made.set(delay, jobs);
  return made;
}

TEST(Pace, TheCrawlDelayIsNeverUndercut) {
  Pace p = pace(1s, 2);
  EXPECT_EQ(p.pause(), 1s);
  for (int i = 0; i < 10; ++i) p.answered(Answer::good, 3ms);
  EXPECT_EQ(p.pause(), 1s);
  p.at_least(10s);  // robots.txt
  p.at_least(2s);
  EXPECT_EQ(p.pause(), 10s);
}

TEST(Pace, FollowsTheLatency) {
  Pace p = pace(0s, 2);
  EXPECT_EQ(p.pause(), 0s);
  p.answered(Answer::good, 4s);
  EXPECT_EQ(p.pause(), 2s);  // at once when it is longer
  p.answered(Answer::good, 1s);
  EXPECT_EQ(p.pause(), 1250ms);  // half the way when it is shorter
  p.answered(Answer::good, 1s);
  EXPECT_EQ(p.pause(), 875ms);
}

TEST(Pace, WhatIsNoGoodAnswerNeverShortensIt) {
  Pace p = pace(0s, 1);
  p.answered(Answer::good, 4s);
  p.answered(Answer::bad, 1ms);  // a server in trouble answers fast
  EXPECT_EQ(p.pause(), 4s);
  p.answered(Answer::bad, 30s);
  EXPECT_EQ(p.pause(), 30s);
}

TEST(Pace, DoublesWhenTheServerSaysItIsTooMuch) {
  Pace p = pace(0s, 4);
  p.answered(Answer::overloaded, 1ms);
  EXPECT_EQ(p.pause(), 1s);
  p.answered(Answer::overloaded, 1ms);
  EXPECT_EQ(p.pause(), 2s);
  for (int i = 0; i < 20; ++i) p.answered(Answer::overloaded, 1ms);
  EXPECT_EQ(p.pause(), 60s);
  for (int i = 0; i < 20; ++i) p.answered(Answer::good, 4ms);
  EXPECT_LT(p.pause(), 2ms);
}

TEST(Pace, TheMostCarefulPlatformOfAServerCounts) {
  Pace p = pace(1s, 8);
  p.at_most(2);
  p.at_most(4);
  EXPECT_EQ(p.jobs(), 2);
}

}  // namespace
}  // namespace tocsin::scrape
