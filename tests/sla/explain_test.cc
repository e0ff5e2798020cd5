#include "sla/explain.h"

#include <gtest/gtest.h>

#include "sla/build.h"
#include "sla/say.h"
#include "sla/trail.h"

namespace tocsin::sla {
namespace {

using test::at;
using test::history;
using test::moved;

TEST(Say, TimesStretchesAndWhatIsLeft) {
  const Zone london = Zone::find("Europe/London");
  EXPECT_EQ(say_when(at("2026-07-06T08:00:00Z"), london), "Mon 6 Jul 2026 09:00");
  EXPECT_EQ(say_when(at("2026-01-31T23:59:30Z"), Zone::utc()), "Sat 31 Jan 2026 23:59:30");
  EXPECT_EQ(say_stretch(test::between("2026-01-05T09:00:00Z", "2026-01-05T12:30:00Z"), london),
            "Mon 5 Jan 2026 09:00 to 12:30");
  EXPECT_EQ(say_stretch(test::between("2026-01-05T22:00:00Z", "2026-01-06T06:00:00Z"), london),
            "Mon 5 Jan 2026 22:00 to Tue 6 Jan 2026 06:00");
  EXPECT_EQ(say_stretch(test::between("2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"), london),
            "Sun 25 Oct 2026 01:30 (+01:00) to 01:30 (+00:00)")
      << "the hour that comes twice";
  EXPECT_EQ(say_left(seconds{7'800}), "2 h 10 m left");
  EXPECT_EQ(say_left(seconds{-2'400}), "breached 40 m ago");
}

TEST(Explain, TellsEveryStep) {
  Terms terms = test::office_terms(R"(
[[sla]]
name = "all"
targets.high = { resolution = "24h" }
[[sla]]
name = "acme"
match = { organization = "acme" }
calendar = "office"
targets.high = { resolution = "5h" }
pause_on = ["waiting"]
)");
  TicketHistory h = history({moved("2026-01-05T11:00:00Z", "open", "waiting"),
                             moved("2026-01-05T12:00:00Z", "waiting", "open")});
  h.organization = "acme";
  const Second now = at("2026-01-05T16:00:00Z");
  const TicketClocks clocks = clocks_of(h, terms, now);
  const Explained all{h, clocks, terms, now};
  EXPECT_EQ(fmt::format("{}", fmt::join(explained_lines(all), "\n")),
            R"(policy    acme, which takes organization = acme
          all would take it too (every ticket), but asks for less or comes later
calendar  office (the policy's), in Europe/London
status    Mon 5 Jan 2026 10:00  open
          Mon 5 Jan 2026 11:00  waiting
          Mon 5 Jan 2026 12:00  open

resolution: 1 h left
  target   5 h, by policy acme and calendar office
  start    Mon 5 Jan 2026 10:00
  stood    Mon 5 Jan 2026 11:00 to 12:00
  ran      Mon 5 Jan 2026 10:00 to 11:00: 1h, in all 1h
  ran      Mon 5 Jan 2026 12:00 to 12:30: 30m, in all 1h30m
  ran      Mon 5 Jan 2026 13:30 to 17:00: 3h30m, in all 5h
  due      Mon 5 Jan 2026 17:00)");
  const OrderedJson json = explained(all);
  EXPECT_EQ(json["policy"], "acme");
  const OrderedJson& clock = json["clocks"][0];
  EXPECT_EQ(clock["due_at"], "2026-01-05T17:00:00Z");
  EXPECT_EQ(clock["remaining_seconds"], 3'600);
  EXPECT_EQ(clock["steps"].size(), 3U);
  EXPECT_EQ(clock["steps"][2]["total_seconds"], clock["target_seconds"])
      << "the steps add up to the target";
  EXPECT_EQ(sla_of(clocks).dump(),
            R"({"status":"warning","clocks":{"resolution":{"due_at":"2026-01-05T17:00:00Z",)"
            R"("remaining_seconds":3600,"met":false,"paused":false}}})");
}

TEST(Explain, LongCoursesAreCutInTheMiddle) {
  Terms terms = test::office_terms(
      "[[sla]]\nname='long'\ncalendar='office'\ntargets.high={resolution='200h'}");
  const TicketHistory h = history({});
  const Second now = at("2026-01-05T10:00:00Z");
  const TicketClocks clocks = clocks_of(h, terms, now);
  const auto steps = steps_of(clocks.clocks[0], terms.calendars.find("office"), now);
  EXPECT_EQ(steps.back().run, std::chrono::hours{200});
  EXPECT_EQ(steps.back().stretch.until, clocks.clocks[0].reading.due_at);
  std::size_t ran = 0, more = 0;
  for (const std::string& line : explained_lines({h, clocks, terms, now})) {
    ran += line.starts_with("  ran") ? 1 : 0;
    more += line.find(fmt::format("{} stretches more", steps.size() - 10)) != line.npos ? 1 : 0;
  }
  EXPECT_EQ(ran, 10U);
  EXPECT_EQ(more, 1U);
}

}  // namespace
}  // namespace tocsin::sla
