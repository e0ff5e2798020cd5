#include "sla/clock.h"

#include <gtest/gtest.h>

#include "sla/build.h"

namespace tocsin::sla {
namespace {

using test::at;
using test::between;
using test::hours;
using test::minutes;

struct Case {
  const char* why;
  std::vector<Interval> pauses;
  const char *stopped, *now, *due;
  seconds left;
  std::string flags;  // p paused, m met, b breached
};

TEST(SlaClock, Reads) {
  // Four hours from 10:00.
  const Case cases[] = {
      {"new", {}, "", "2026-01-05T10:00:00Z", "2026-01-05T14:00:00Z", hours{4}, ""},
      {"its last second", {}, "", "2026-01-05T13:59:59Z", "2026-01-05T14:00:00Z", seconds{1}, ""},
      {"nothing left", {}, "", "2026-01-05T14:00:00Z", "2026-01-05T14:00:00Z", seconds{0}, "b"},
      {"overdue", {}, "", "2026-01-05T15:00:00Z", "2026-01-05T14:00:00Z", -hours{1}, "b"},
      {"stopped in time",
       {},
       "2026-01-05T12:00:00Z",
       "2026-01-09T00:00:00Z",
       "2026-01-05T14:00:00Z",
       hours{2},
       "m"},
      {"in the last second",
       {},
       "2026-01-05T14:00:00Z",
       "2026-01-09T00:00:00Z",
       "2026-01-05T14:00:00Z",
       seconds{0},
       "m"},
      {"too late",
       {},
       "2026-01-05T14:00:01Z",
       "2026-01-09T00:00:00Z",
       "2026-01-05T14:00:00Z",
       -seconds{1},
       "b"},
      {"stopped before it started",
       {},
       "2026-01-05T09:00:00Z",
       "2026-01-09T00:00:00Z",
       "2026-01-05T14:00:00Z",
       hours{4},
       "m"},
      {"read before it started",
       {},
       "",
       "2026-01-05T09:00:00Z",
       "2026-01-05T14:00:00Z",
       hours{4},
       ""},
      {"paused",
       {between("2026-01-05T11:00:00Z", "")},
       "",
       "2026-01-06T00:00:00Z",
       "",
       hours{3},
       "p"},
      {"resumed",
       {between("2026-01-05T11:00:00Z", "2026-01-05T12:00:30Z")},
       "",
       "2026-01-05T13:00:30Z",
       "2026-01-05T15:00:30Z",
       hours{2},
       ""},
      {"paused when overdue",
       {between("2026-01-05T15:00:00Z", "")},
       "",
       "2026-01-06T00:00:00Z",
       "2026-01-05T14:00:00Z",
       -hours{1},
       "pb"},
      {"stopped in a pause",
       {between("2026-01-05T11:00:00Z", "")},
       "2026-01-06T00:00:00Z",
       "2026-01-07T00:00:00Z",
       "",
       hours{3},
       "m"},
  };
  WorkingTime always = test::always_open();
  for (const Case& c : cases) {
    const SlaClock clock{.target = hours{4},
                         .started = at("2026-01-05T10:00:00Z"),
                         .pauses = IntervalSet(c.pauses),
                         .stopped = *c.stopped == 0 ? std::nullopt : std::optional(at(c.stopped))};
    const ClockReading r = read_clock(clock, always, at(c.now));
    EXPECT_EQ(r.due_at ? format_instant(*r.due_at) : "", c.due) << c.why;
    EXPECT_EQ(r.left, c.left) << c.why;
    EXPECT_EQ(r.elapsed, clock.target - c.left) << c.why;
    EXPECT_EQ(std::string(r.paused ? "p" : "") + (r.met ? "m" : "") + (r.breached ? "b" : ""),
              c.flags)
        << c.why;
  }
}

// The target is used up at the close; what is done when the desk is closed comes later all the
// same.
TEST(SlaClock, IsLateBehindItsDeadlineThoughNoWorkingTimeHasPassed) {
  WorkingTime office = test::working_time(test::kOffice);
  SlaClock clock{.target = hours{4}, .started = at("2026-01-05T13:30:00Z")};
  const Second close = at("2026-01-05T17:30:00Z");
  clock.stopped = close;
  EXPECT_TRUE(read_clock(clock, office, close).met);
  clock.stopped = close + seconds{1};
  const ClockReading late = read_clock(clock, office, close + hours{1});
  EXPECT_TRUE(late.breached && !late.met);
  EXPECT_EQ(late.due_at, close);
  EXPECT_EQ(late.left, seconds{0});
}

}  // namespace
}  // namespace tocsin::sla
