// How a ticket stands follows from what was said last, in whatever order it arrives.

#include "ticket/standing.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/time.h"

namespace tocsin::ticket {
namespace {

using store::Ticket;
using store::TicketActivity;
using enum TicketActivityKind;

Instant at(std::string_view time) {
  return *parse_instant(fmt::format("2026-06-01T{}:00Z", time));
}

Ticket ticket_said(std::string_view when, std::vector<std::string> fields = {}) {
  Ticket t;
  t.created_at = t.updated_at = at("08:00");
  t.said_at = at(when);
  t.said = std::move(fields);
  return t;
}

TicketActivity step(TicketActivityKind kind, std::string_view when, std::string to,
                    std::string by = "ann") {
  TicketActivity a;
  a.kind = kind;
  a.at = at(when);
  a.to = std::move(to);
  a.by = std::move(by);
  return a;
}

TicketActivity answer(std::string_view when, std::string by, bool is_public = true) {
  TicketActivity a = step(comment, when, "", std::move(by));
  a.text = "x";
  a.is_public = is_public;
  return a;
}

Lookup people() {
  return {[](std::string_view by) { return by == "ann"; },
          [](std::string_view name) -> std::optional<std::int64_t> {
            return name == "ann" ? std::optional<std::int64_t>(7) : std::nullopt;
          },
          [](std::string_view) -> std::optional<std::int64_t> { return std::nullopt; }};
}

TEST(Standing, FollowsTheTrailWhereNoRecordSaidOtherwise) {
  const std::vector trail{step(status, "09:00", "in_progress"), step(priority, "09:10", "critical"),
                          step(assign, "09:20", "ann"),         step(status, "10:00", "resolved"),
                          step(status, "11:00", "closed"),      step(type, "11:30", "incident")};
  const Ticket t = settled(ticket_said("12:00"), trail, people());
  EXPECT_EQ(t.status, TicketStatus::closed);
  EXPECT_EQ(t.priority, TicketPriority::critical);
  EXPECT_EQ(t.assignee_id, 7);
  EXPECT_EQ(t.type, "incident");
  EXPECT_EQ(t.resolved_at, at("10:00"));
  EXPECT_EQ(t.closed_at, at("11:00"));
  EXPECT_EQ(t.updated_at, at("11:30"));
  EXPECT_FALSE(t.urgent_at);
}

TEST(Standing, ARecordHoldsUntilWhatIsLater) {
  Ticket t = ticket_said("12:00", {"status", "priority"});
  t.status = TicketStatus::waiting;
  t.priority = TicketPriority::low;
  const std::vector before{step(status, "09:00", "resolved"), step(priority, "09:00", "high")};
  const Ticket unmoved = settled(t, before, people());
  EXPECT_EQ(unmoved.status, TicketStatus::waiting);
  EXPECT_EQ(unmoved.priority, TicketPriority::low);
  const std::vector after{step(status, "09:00", "resolved"), step(status, "13:00", "open"),
                          step(priority, "13:00", "high")};
  const Ticket moved = settled(t, after, people());
  EXPECT_EQ(moved.status, TicketStatus::open);
  EXPECT_EQ(moved.priority, TicketPriority::high);
  EXPECT_FALSE(moved.resolved_at);
}

TEST(Standing, TimesThatARecordGaveStay) {
  Ticket t = ticket_said("12:00", {"status", "resolved_at", "closed_at"});
  t.status = TicketStatus::closed;
  t.resolved_at = at("09:30");
  t.closed_at = at("12:00");
  const std::vector trail{step(status, "09:00", "resolved"), step(status, "12:00", "closed")};
  EXPECT_EQ(settled(t, trail, people()).resolved_at, at("09:30"));
}

TEST(Standing, WithoutAWordTheTimesSayTheStatus) {
  Ticket t = ticket_said("12:00", {"resolved_at"});
  t.resolved_at = at("09:30");
  EXPECT_EQ(settled(t, {}, people()).status, TicketStatus::resolved);
}

TEST(Standing, ReopeningTakesTheEndsAway) {
  const std::vector trail{step(status, "09:00", "resolved"), step(status, "10:00", "closed"),
                          step(status, "11:00", "open")};
  const Ticket t = settled(ticket_said("08:00"), trail, people());
  EXPECT_EQ(t.status, TicketStatus::open);
  EXPECT_FALSE(t.resolved_at);
  EXPECT_FALSE(t.closed_at);
  EXPECT_TRUE(t.urgent_at);
}

TEST(Standing, ClosingResolvesAndCancellingDoesNot) {
  const std::vector closed{step(status, "09:00", "closed")};
  EXPECT_EQ(settled(ticket_said("08:00"), closed, people()).resolved_at, at("09:00"));
  const std::vector cancelled{step(status, "09:00", "cancelled")};
  const Ticket t = settled(ticket_said("08:00"), cancelled, people());
  EXPECT_FALSE(t.resolved_at);
  EXPECT_EQ(t.closed_at, at("09:00"));
}

TEST(Standing, TheFirstPublicAnswerOfOurPeopleIsTheFirstResponse) {
  TicketActivity merged = answer("08:30", "ann");
  merged.from = "T-9";
  const std::vector trail{merged, answer("09:00", "cus"), answer("09:10", "ann", false),
                          answer("09:20", "ann"), answer("09:30", "ann")};
  EXPECT_EQ(settled(ticket_said("08:00"), trail, people()).first_response_at, at("09:20"));
  Ticket said = ticket_said("08:00", {"first_response_at"});
  said.first_response_at = at("08:05");
  EXPECT_EQ(settled(said, trail, people()).first_response_at, at("08:05"));
}

TEST(Standing, TheOrderOfArrivalDoesNotMatter) {
  std::vector trail{step(status, "09:00", "waiting"), step(status, "10:00", "resolved"),
                    step(status, "11:00", "open"), step(priority, "09:30", "high"),
                    answer("09:45", "ann")};
  const auto by_time = [](const auto& a, const auto& b) { return a.at < b.at; };
  std::sort(trail.begin(), trail.end(), by_time);
  const Ticket whole = settled(ticket_said("08:00"), trail, people());
  do {
    Ticket t = ticket_said("08:00");
    std::vector<TicketActivity> arrived;
    for (const TicketActivity& a : trail) {
      arrived.push_back(a);
      std::stable_sort(arrived.begin(), arrived.end(), by_time);
      t = settled(t, arrived, people());
    }
    EXPECT_EQ(t, whole);
  } while (std::next_permutation(trail.begin(), trail.end(), by_time));
}

TEST(Standing, WhoIsNotKnownLeavesTheAssignee) {
  Ticket t = ticket_said("08:00");
  t.assignee_id = 3;
  const std::vector stranger{step(assign, "09:00", "nobody here")};
  EXPECT_EQ(settled(t, stranger, people()).assignee_id, 3);
  const std::vector back{step(assign, "09:00", "")};
  EXPECT_FALSE(settled(t, back, people()).assignee_id);
}

}  // namespace
}  // namespace tocsin::ticket
