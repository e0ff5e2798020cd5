#include "sla/interval.h"

#include <gtest/gtest.h>

#include "sla/build.h"

namespace tocsin::sla {
namespace {

Second t(int s) {
  return Second{seconds{s}};
}

std::vector<Interval> list(const IntervalSet& set) {
  return {set.begin(), set.end()};
}

TEST(Second, IsTheOneInWhichAnInstantLies) {
  EXPECT_EQ(to_second(from_ms(999)), t(0));
  EXPECT_EQ(to_second(from_ms(1000)), t(1));
  EXPECT_EQ(to_second(from_ms(-1)), t(-1)) << "down, before 1970 too";
}

TEST(IntervalSet, BringsAnyIntoOrder) {
  struct Case {
    std::vector<Interval> given, wanted;
  };
  const Case cases[] = {
      {{}, {}},
      {{{t(1), t(1)}, {t(5), t(3)}}, {}},
      {{{t(3), t(4)}, {t(1), t(3)}}, {{t(1), t(4)}}},                  // touching
      {{{t(1), t(9)}, {t(2), t(3)}, {t(8), t(10)}}, {{t(1), t(10)}}},  // within, overlapping
      {{{t(5), kOpen}, {t(1), t(2)}, {t(7), t(8)}}, {{t(1), t(2)}, {t(5), kOpen}}},
  };
  for (const Case& c : cases) EXPECT_EQ(list(IntervalSet(c.given)), c.wanted);
}

TEST(IntervalSet, KnowsWhatItHolds) {
  const IntervalSet set({{t(1), t(3)}, {t(5), kOpen}});
  EXPECT_FALSE(set.contains(t(0)));
  EXPECT_TRUE(set.contains(t(1)));
  EXPECT_FALSE(set.contains(t(3))) << "half-open";
  EXPECT_TRUE(set.contains(t(1'000'000)));
  EXPECT_TRUE(set.is_open());
  EXPECT_FALSE(IntervalSet().is_open());
}

TEST(IntervalSet, WithoutOthers) {
  const IntervalSet set({{t(0), t(10)}, {t(20), t(30)}, {t(40), t(50)}});
  EXPECT_EQ(list(set.without(IntervalSet())), list(set));
  EXPECT_EQ(list(set.without(IntervalSet({{t(2), t(3)}, {t(5), t(25)}, {t(28), t(60)}}))),
            (std::vector<Interval>{{t(0), t(2)}, {t(3), t(5)}, {t(25), t(28)}}));
  EXPECT_EQ(list(set.without(IntervalSet({{t(-5), t(1)}, {t(10), t(20)}}))),
            (std::vector<Interval>{{t(1), t(10)}, {t(20), t(30)}, {t(40), t(50)}}));
  EXPECT_TRUE(set.without(IntervalSet({{t(-1), kOpen}})).empty());
}

}  // namespace
}  // namespace tocsin::sla
