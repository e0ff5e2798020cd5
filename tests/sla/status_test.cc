#include "sla/status.h"

#include <gtest/gtest.h>

#include "sla/build.h"

namespace tocsin::sla {
namespace {

using test::at;
using test::hours;
using test::minutes;

TEST(Status, ByWhatIsLeft) {
  struct Case {
    seconds left, target;
    SlaStatus status;
  };
  using enum SlaStatus;
  const Case cases[] = {
      {hours{1}, hours{1}, on_track},  // a new one is not born red
      {minutes{30}, hours{1}, on_track},
      {minutes{30} - seconds{1}, hours{1}, upcoming},
      {minutes{15}, hours{1}, upcoming},
      {minutes{15} - seconds{1}, hours{1}, critical},
      {seconds{1}, hours{1}, critical},
      {seconds{0}, hours{1}, breach},
      {-hours{5}, hours{1}, breach},
      {hours{1}, hours{4}, upcoming},
      {hours{1} - seconds{1}, hours{4}, critical},
      {hours{6}, hours{24}, upcoming},
      {hours{6} - seconds{1}, hours{24}, warning},
      {hours{1}, hours{24}, warning},
      {hours{1} - seconds{1}, hours{24}, critical},
      {seconds{3}, seconds{5}, on_track},  // half of it is 2.5
      {seconds{2}, seconds{5}, upcoming},
      {seconds{1}, seconds{5}, critical},
      {seconds{1}, seconds{1}, on_track},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(status_of(c.left, c.target), c.status)
        << c.left.count() << " of " << c.target.count();
  }
}

TEST(Status, NeverInWarningWithFourHoursOrLess) {
  for (const seconds target : {seconds{1}, seconds{hours{1}}, seconds{hours{4}}}) {
    for (seconds left{0}; left <= target; left += seconds{1}) {
      ASSERT_NE(status_of(left, target), SlaStatus::warning);
    }
  }
  EXPECT_EQ(status_of(hours{1}, hours{4} + seconds{4}), SlaStatus::warning);
}

TEST(Status, TheNextBeginsWhereItSays) {
  for (const int target : {1, 2, 3, 4, 5, 7, 100, 3600, 14400, 14404, 86400}) {
    for (int left = target; left > -2; --left) {
      const SlaStatus now = status_of(seconds{left}, seconds{target});
      const auto next = more_urgent_at(now, seconds{target});
      if (now == SlaStatus::breach) {
        ASSERT_EQ(next, std::nullopt);
        continue;
      }
      ASSERT_TRUE(next);
      ASSERT_NE(status_of(*next, seconds{target}), now);
      ASSERT_EQ(status_of(*next + seconds{1}, seconds{target}), now) << "and no sooner";
    }
  }
}

}  // namespace
}  // namespace tocsin::sla
