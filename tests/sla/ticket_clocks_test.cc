#include "sla/ticket_clocks.h"

#include <gtest/gtest.h>

#include <random>

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
using test::ranked;
using test::said;

Terms terms(const std::string& more = "") {
  Terms out;
  out.policies = read_policies(R"(
[[sla]]
name = "default"
targets.critical = { first_response = "1h", next_response = "1h", resolution = "4h" }
targets.high = { first_response = "4h", next_response = "2h", resolution = "24h" }
targets.medium = { first_response = "8h", resolution = "48h" }
priority_client_factor = 0.5
warn = ["25%", "30m"]
pause_on = ["waiting"]
)" + more,
                               "test", out.calendars);
  return out;
}

// "first_response met 2026-01-05T14:00:00Z, …": each clock, its state and its deadline.
std::string said_of(const TicketClocks& clocks) {
  std::string out;
  for (const TicketClock& c : clocks.clocks) {
    if (!out.empty()) out += ", ";
    out += fmt::format("{} {}", word(c.kind), word(c.state()));
    if (c.reading.due_at) out += " " + format_instant(*c.reading.due_at).substr(5, 11);
  }
  return out;
}

struct Case {
  const char* why;
  std::vector<Happened> trail;
  const char* now;
  const char* clocks;
};

TEST(TicketClocks, FollowFromHistory) {
  const Case cases[] = {
      {"new",
       {},
       "2026-01-05T10:00:00Z",
       "first_response running 01-05T14:00, resolution running 01-06T10:00"},
      {"nobody answered",
       {},
       "2026-01-05T14:00:00Z",
       "first_response breached 01-05T14:00, resolution running 01-06T10:00"},
      {"an internal note is no answer",
       {said("2026-01-05T11:00:00Z", "ann", false)},
       "2026-01-05T12:00:00Z",
       "first_response running 01-05T14:00, resolution running 01-06T10:00"},
      {"nor is what the customer adds",
       {said("2026-01-05T11:00:00Z", "cus")},
       "2026-01-05T12:00:00Z",
       "first_response running 01-05T14:00, resolution running 01-06T10:00"},
      {"answered in the last second",
       {said("2026-01-05T14:00:00Z", "ann")},
       "2026-01-05T15:00:00Z",
       "first_response met 01-05T14:00, resolution running 01-06T10:00"},
      {"and a second later",
       {said("2026-01-05T14:00:01Z", "ann")},
       "2026-01-05T15:00:00Z",
       "first_response breached 01-05T14:00, resolution running 01-06T10:00"},
      {"who asks again is to be answered again",
       {said("2026-01-05T11:00:00Z", "ann"), said("2026-01-05T12:00:00Z", "cus"),
        said("2026-01-05T12:30:00Z", "cus"), said("2026-01-05T13:00:00Z", "ann"),
        said("2026-01-05T13:30:00Z", "ann"), said("2026-01-05T14:00:00Z", "cus")},
       "2026-01-05T16:30:00Z",
       "first_response met 01-05T14:00, next_response met 01-05T14:00, "
       "next_response breached 01-05T16:00, resolution running 01-06T10:00"},
      {"clocks stand while it waits",
       {moved("2026-01-05T11:00:00Z", "open", "waiting")},
       "2026-01-07T11:00:00Z",
       "first_response paused, resolution paused"},
      {"and go on with what was left",
       {moved("2026-01-05T11:00:00Z", "open", "waiting"),
        moved("2026-01-05T12:30:00Z", "waiting", "open"),
        moved("2026-01-05T13:00:00Z", "open", "waiting"),
        moved("2026-01-05T13:00:30Z", "waiting", "in_progress")},
       "2026-01-05T14:00:00Z",
       "first_response running 01-05T15:30, resolution running 01-06T11:30"},
      {"who resolves has answered",
       {moved("2026-01-05T13:00:00Z", "open", "resolved")},
       "2026-01-09T00:00:00Z",
       "first_response met 01-05T14:00, resolution met 01-06T10:00"},
      {"closing what was resolved moves nothing",
       {moved("2026-01-05T13:00:00Z", "open", "resolved"),
        moved("2026-01-07T13:00:00Z", "resolved", "closed")},
       "2026-01-09T00:00:00Z",
       "first_response met 01-05T14:00, resolution met 01-06T10:00"},
      {"late",
       {moved("2026-01-06T10:00:01Z", "open", "closed")},
       "2026-01-09T00:00:00Z",
       "first_response breached 01-05T14:00, resolution breached 01-06T10:00"},
      {"reopened: the time in which it had ended does not count",
       {said("2026-01-05T11:00:00Z", "ann"), moved("2026-01-05T12:00:00Z", "open", "resolved"),
        moved("2026-01-07T12:00:00Z", "resolved", "open")},
       "2026-01-07T13:00:00Z",
       "first_response met 01-05T14:00, resolution running 01-08T10:00"},
      {"cancelled",
       {said("2026-01-05T11:00:00Z", "ann"), moved("2026-01-07T12:00:00Z", "open", "cancelled")},
       "2026-01-07T13:00:00Z",
       "first_response met 01-05T14:00, resolution cancelled 01-06T10:00"},
      {"those that run have the target of the priority that holds now",
       {ranked("2026-01-05T12:00:00Z", "medium", "critical")},
       "2026-01-05T12:00:00Z",
       "first_response breached 01-05T11:00, resolution running 01-05T14:00"},
      {"the others that of the priority that held when they stopped",
       {said("2026-01-05T13:00:00Z", "ann"), ranked("2026-01-05T13:20:00Z", "medium", "critical")},
       "2026-01-05T13:30:00Z",
       "first_response met 01-05T18:00, resolution running 01-05T14:00"},
  };
  Terms t = terms();
  for (const Case& c : cases) {
    EXPECT_EQ(said_of(clocks_of(history(c.trail), t, at(c.now))), c.clocks) << c.why;
  }
}

TEST(TicketClocks, OfMergedTicketsStop) {
  Terms t = terms();
  TicketHistory h = history({moved("2026-01-05T11:00:00Z", "open", "closed")});
  h.ticket.merged_into = 2;
  EXPECT_EQ(said_of(clocks_of(h, t, at("2026-01-09T00:00:00Z"))),
            "first_response cancelled 01-05T14:00, resolution cancelled 01-06T10:00");
}

TEST(TicketClocks, ARecordSaysAStatusOfWhichNoActivityTells) {
  Terms t = terms();
  TicketHistory h = history({});
  h.ticket.status = TicketStatus::waiting;
  h.ticket.said_at = *parse_instant("2026-01-05T11:00:00Z");
  const auto clocks = clocks_of(h, t, at("2026-01-05T20:00:00Z"));
  EXPECT_EQ(said_of(clocks), "first_response paused, resolution paused");
  EXPECT_EQ(clocks.clocks[0].reading.left, hours{3}) << "it has waited since the record spoke";
  EXPECT_EQ(clocks.urgent_at, at("2026-01-05T14:00:00Z"));
  EXPECT_FALSE(clocks.next_at) << "nothing changes while they stand";
}

TEST(TicketClocks, ThatEndWithTheClosing) {
  Terms t = terms(R"(
[[sla]]
name = "closing"
match = { type = "incident" }
targets.high = { resolution = "4h" }
resolution_on = "closed"
)");
  TicketHistory h = history({moved("2026-01-05T12:00:00Z", "open", "resolved")});
  h.ticket.type = "incident";
  EXPECT_EQ(said_of(clocks_of(h, t, at("2026-01-05T13:00:00Z"))), "resolution running 01-05T14:00");
  h = history({moved("2026-01-05T12:00:00Z", "open", "resolved"),
               moved("2026-01-05T14:30:00Z", "resolved", "closed")});
  h.ticket.type = "incident";
  EXPECT_EQ(said_of(clocks_of(h, t, at("2026-01-09T13:00:00Z"))),
            "resolution breached 01-05T14:00");
}

TEST(TicketClocks, OfPriorityClientsHaveHalfTheTime) {
  Terms t = terms();
  TicketHistory h = history({});
  h.priority_client = true;
  EXPECT_EQ(said_of(clocks_of(h, t, at("2026-01-05T10:00:00Z"))),
            "first_response running 01-05T12:00, resolution running 01-05T22:00");
}

TEST(TicketClocks, AnOrganizationHasItsOwnCalendar) {
  Terms t = test::office_terms(R"(
[[sla]]
name = "default"
targets.high = { resolution = "10h" }
[[sla]]
name = "round the clock"
match = { organization = "vip" }
targets.high = { resolution = "10h" }
)");
  TicketHistory h = history({});
  const Second now = at("2026-01-05T10:00:00Z");
  EXPECT_EQ(said_of(clocks_of(h, t, now)), "resolution running 01-05T20:00");
  h.organization = "acme";
  h.calendar = "office";
  EXPECT_EQ(said_of(clocks_of(h, t, now)), "resolution running 01-06T12:30");
  h.calendar = "gone";
  EXPECT_EQ(clocks_of(h, t, now).clocks[0].calendar, "24x7") << "it is not there";
  h.organization = "vip";
  h.calendar = "office";
  EXPECT_EQ(clocks_of(h, t, now).clocks[0].calendar, "24x7") << "the policy is for them";
}

TEST(TicketClocks, NoneWithoutATarget) {
  Terms t = terms();
  const auto clocks = clocks_of(history({}, TicketPriority::low), t, at("2026-01-05T10:00:00Z"));
  EXPECT_EQ(clocks.policy, nullptr);
  EXPECT_TRUE(clocks.clocks.empty());
  EXPECT_FALSE(clocks.status || clocks.next_at || clocks.urgent_at);
}

TEST(TicketClocks, ALeadTimeIsReachedWhenSoLittleIsLeft) {
  Terms t = terms();
  const auto reached = [&](const char* now) {
    return reached_lead(clocks_of(history({}), t, at(now)).clocks[0]);
  };
  EXPECT_EQ(reached("2026-01-05T12:59:59Z"), std::nullopt);
  EXPECT_EQ(reached("2026-01-05T13:00:00Z"), hours{1}) << "25 % of four hours";
  EXPECT_EQ(reached("2026-01-05T13:30:00Z"), minutes{30}) << "the newest state only";
  EXPECT_EQ(reached("2026-01-05T14:00:00Z"), seconds{0});
}

// What a run would do at this time: the status, and what people would be told.
std::string standing(const TicketHistory& h, Terms& t, Second now) {
  const auto clocks = clocks_of(h, t, now);
  std::string out = clocks.status ? std::string(word(*clocks.status)) : "none";
  for (const TicketClock& c : clocks.clocks) {
    const auto lead = reached_lead(c);
    out += fmt::format(" {} {}", word(c.state()), lead ? lead->count() : -1);
  }
  return out;
}

// Whatever happened to a ticket: until the instant it carries nothing changes, and there it does.
TEST(TicketClocks, NothingChangesBeforeTheInstantTheyCarry) {
  Terms t = terms();
  std::mt19937 random(20260105);
  const char* const kStatus[] = {"open", "waiting", "in_progress", "resolved", "closed"};
  std::size_t instants = 0;
  for (int round = 0; round < 300; ++round) {
    std::vector<Happened> trail;
    std::vector<std::string> times;
    times.reserve(12);
    std::string status = "open";
    Second now = at("2026-01-05T10:00:00Z");
    for (int i = 0; i < 12; ++i) {
      now += seconds{static_cast<int>(random() % 7'200)};
      times.push_back(format_instant(now));
      const std::string next = kStatus[random() % 5];
      switch (random() % 3) {
        case 0:
          trail.push_back(moved(times.back().c_str(), status.c_str(), next.c_str()));
          status = next;
          break;
        case 1:
          trail.push_back(said(times.back().c_str(), random() % 2 == 0 ? "ann" : "cus"));
          break;
        default:
          trail.push_back(ranked(times.back().c_str(), "high", "high"));
      }
    }
    const TicketHistory h = history(trail);
    for (int step = 0; step < 40; ++step) {
      const auto next = clocks_of(h, t, now).next_at;
      if (!next) break;
      ASSERT_GT(*next, now);
      EXPECT_EQ(standing(h, t, *next - seconds{1}), standing(h, t, now)) << "round " << round;
      EXPECT_NE(standing(h, t, *next), standing(h, t, now)) << "round " << round;
      now = *next;
      ++instants;
    }
    EXPECT_EQ(standing(h, t, now + hours{9'000}), standing(h, t, now)) << "and then nothing";
  }
  EXPECT_GT(instants, 500U);
}

}  // namespace
}  // namespace tocsin::sla
