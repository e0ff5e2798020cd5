#include "ticket/transitions.h"

#include <gtest/gtest.h>

namespace tocsin::ticket {
namespace {

TEST(Transitions, AreTheseAndNoOthers) {
  using enum TicketStatus;
  constexpr TicketStatus kAll[] = {open, in_progress, waiting, resolved, closed, cancelled};
  for (const TicketStatus from : kAll) {
    for (const TicketStatus to : kAll) {
      const bool expected =
          from != to && (is_unresolved(from) || to == open || (from == resolved && to == closed));
      EXPECT_EQ(may_become(from, to), expected) << word(from) << " to " << word(to);
    }
  }
}

TEST(Transitions, AnObjectionSaysWhatToDo) {
  store::Ticket t;
  t.number = "T-1";
  EXPECT_EQ(objection(t, TicketStatus::resolved), "");
  EXPECT_EQ(objection(t, TicketStatus::open), "T-1 is open already");
  t.status = TicketStatus::closed;
  EXPECT_EQ(objection(t, TicketStatus::waiting),
            "T-1 is closed and cannot become waiting: reopen it first (tocsin ticket reopen T-1)");
  t.merged_into = 2;
  EXPECT_EQ(objection(t, TicketStatus::open, "T-2"), "T-1 was merged into T-2: work on that one");
}

}  // namespace
}  // namespace tocsin::ticket
