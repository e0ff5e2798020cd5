// What a look decides, by what the last one left.
#include "sla/look.h"

#include <gtest/gtest.h>

#include "sla/build.h"
#include "sla/policy_file.h"
#include "sla/trail.h"

namespace tocsin::sla {
namespace {

using test::at;
using test::Happened;
using test::history;
using test::hours;
using test::minutes;
using test::moved;
using test::said;

class LookTest : public ::testing::Test {
 protected:
  // Looks, stores, and says what people hear: "+warning first_response 3600" for what is raised,
  // "-" for what ends, "~" for what is replaced.
  std::string look(const TicketHistory& h, const char* now) {
    const TicketClocks clocks = clocks_of(h, terms_, at(now));
    const Look found = decide(clocks, stored_, 1);
    std::string out;
    for (const Ending& e : found.end) {
      out += fmt::format("{}{} {} ", e.replaced ? '~' : '-', word(e.kind), e.left.count());
    }
    for (const Notice& n : found.raise) {
      out += fmt::format("+{} {} ", word(n.clock->kind), n.left.count());
    }
    for (const std::int64_t id : found.remove) {
      std::erase_if(stored_, [&](const auto& c) { return c.id == id; });
    }
    for (store::TicketClock c : found.save) {
      if (c.id == 0) {
        c.id = ++last_id_;
        stored_.push_back(c);
      }
      for (auto& s : stored_) {
        if (s.id == c.id) s = c;
      }
    }
    saved_ = found.save.size();
    shifts_ = found.shifts;
    return out;
  }

  Terms terms_ = [] {
    Terms t;
    t.policies = read_policies(R"(
[[sla]]
name = "p"
targets.critical = { resolution = "1h" }
targets.high = { resolution = "4h" }
targets.medium = { resolution = "8h" }
warn = ["50%", "25%", "30m"]
pause_on = ["waiting"]
)",
                               "test", t.calendars);
    return t;
  }();
  std::vector<store::TicketClock> stored_;
  std::vector<Shift> shifts_;
  std::size_t saved_ = 0;
  std::int64_t last_id_ = 0;
};

TEST_F(LookTest, EachStateIsToldOnce) {
  const TicketHistory h = history({});
  EXPECT_EQ(look(h, "2026-01-05T10:00:00Z"), "");
  EXPECT_EQ(look(h, "2026-01-05T12:00:00Z"), "+resolution 7200 ");
  EXPECT_EQ(look(h, "2026-01-05T12:30:00Z"), "");
  EXPECT_EQ(saved_, 0U) << "nothing is written where nothing is new";
  EXPECT_EQ(look(h, "2026-01-05T13:00:00Z"), "~resolution 7200 +resolution 3600 ");
  EXPECT_EQ(look(h, "2026-01-05T13:30:00Z"), "~resolution 3600 +resolution 1800 ");
  EXPECT_EQ(look(h, "2026-01-05T14:00:00Z"), "~resolution 1800 +resolution 0 ");
  EXPECT_EQ(look(h, "2026-01-09T14:00:00Z"), "");
}

TEST_F(LookTest, ARunThatWasMissedTellsTheNewestStateOnly) {
  const TicketHistory h = history({});
  EXPECT_EQ(look(h, "2026-01-05T10:00:00Z"), "");
  EXPECT_EQ(look(h, "2026-01-06T10:00:00Z"), "+resolution 0 ");
}

TEST_F(LookTest, WhatEndsEndsWhatPeopleWereTold) {
  EXPECT_EQ(look(history({}), "2026-01-05T13:00:00Z"), "+resolution 3600 ");
  const TicketHistory h = history({moved("2026-01-05T13:10:00Z", "open", "resolved")});
  EXPECT_EQ(look(h, "2026-01-05T13:15:00Z"), "-resolution 3600 ");
  EXPECT_EQ(look(h, "2026-01-05T13:20:00Z"), "") << "once";
}

TEST_F(LookTest, WhatStandsStaysAsPeopleKnowIt) {
  EXPECT_EQ(look(history({}), "2026-01-05T13:00:00Z"), "+resolution 3600 ");
  const Happened waits = moved("2026-01-05T13:10:00Z", "open", "waiting");
  EXPECT_EQ(look(history({waits}), "2026-01-05T13:15:00Z"), "");
  const TicketHistory h = history({waits, moved("2026-01-06T10:00:00Z", "waiting", "open")});
  EXPECT_EQ(look(h, "2026-01-06T10:00:00Z"), "") << "as little was left before";
  EXPECT_EQ(look(h, "2026-01-06T10:20:00Z"), "~resolution 3600 +resolution 1800 ");
}

TEST_F(LookTest, OtherTermsMoveTheDeadlineAndAreSaid) {
  EXPECT_EQ(look(history({}), "2026-01-05T13:00:00Z"), "+resolution 3600 ");
  EXPECT_TRUE(shifts_.empty());
  EXPECT_EQ(look(history({}, TicketPriority::medium), "2026-01-05T13:01:00Z"), "-resolution 3600 ");
  ASSERT_EQ(shifts_.size(), 1U);
  EXPECT_EQ(shifts_[0].from, at("2026-01-05T14:00:00Z"));
  EXPECT_EQ(shifts_[0].to, at("2026-01-05T18:00:00Z"));
  EXPECT_EQ(shifts_[0].why, "resolution: 8 h by p, 24x7 (was 4 h by p, 24x7)");
  EXPECT_EQ(look(history({}, TicketPriority::critical), "2026-01-05T13:02:00Z"), "+resolution 0 ");
  EXPECT_EQ(look(history({}, TicketPriority::low), "2026-01-05T13:03:00Z"), "-resolution 0 ");
  ASSERT_EQ(shifts_.size(), 1U);
  EXPECT_EQ(shifts_[0].to, std::nullopt);
  EXPECT_TRUE(stored_.empty()) << "no policy has a target for it";
}

TEST_F(LookTest, APauseIsNoOtherTerm) {
  EXPECT_EQ(look(history({}), "2026-01-05T11:00:00Z"), "");
  const TicketHistory h = history({moved("2026-01-05T11:00:00Z", "open", "waiting"),
                                   moved("2026-01-05T12:00:00Z", "waiting", "open")});
  look(history({moved("2026-01-05T11:00:00Z", "open", "waiting")}), "2026-01-05T11:30:00Z");
  look(h, "2026-01-05T12:00:00Z");
  EXPECT_TRUE(shifts_.empty());
  EXPECT_EQ(stored_[0].due_at, at("2026-01-05T15:00:00Z"));
}

}  // namespace
}  // namespace tocsin::sla
