#include "notify/event.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/time.h"

namespace tocsin::notify {
namespace {

AlertDraft draft(const Json& event) {
  return draft_of_event(event.dump(), *parse_instant("2026-06-01T12:00:00Z"));
}

Json comment(const std::string& text, const Json& more = Json::object()) {
  Json context{{"ticketNumber", "T-7"},
               {"priority", "high"},
               {"commentContent", text},
               {"assigneeId", "ann"}};
  context.update(more);
  return {{"ticketId", "7"}, {"notificationType", "ticket_comment"}, {"context", context}};
}

TEST(Event, BecomesAnAlertByKindAndPriority) {
  struct Case {
    std::string type, priority;
    Priority expected;
  };
  for (const Case& c : {Case{"ticket_created", "critical", 5}, Case{"ticket_created", "", 3},
                        Case{"ticket_assigned", "critical", 4}, Case{"sla_warning", "low", 2},
                        Case{"sla_breach", "medium", 4}, Case{"ticket_closed", "critical", 2}}) {
    const auto d = draft(
        {{"ticketId", "7"}, {"notificationType", c.type}, {"context", {{"priority", c.priority}}}});
    EXPECT_EQ(d.priority, c.expected) << c.type << " " << c.priority;
    EXPECT_EQ(d.kind, c.type);
    EXPECT_EQ(d.subject.id, "7");
  }
}

TEST(Event, AMentionReachesTheTeam) {
  struct Case {
    std::string text;
    std::vector<std::string> teams;
  };
  const Case cases[] = {
      {"please look", {}},
      {"@dispatch please look", {"team:dispatch"}},
      {"see with (@dispatch, @box-office).", {"team:dispatch", "team:box-office"}},
      {"@dispatch and @dispatch", {"team:dispatch"}},
      {"mail ann@example.org", {}},
      {"ann.@example", {}},
      {"@ nobody, @", {}},
  };
  for (const Case& c : cases) {
    std::vector<std::string> expected{"person:ann"};
    expected.insert(expected.end(), c.teams.begin(), c.teams.end());
    EXPECT_EQ(draft(comment(c.text)).recipients, expected) << c.text;
  }
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "@t" + std::to_string(i) + " ";
  EXPECT_LE(draft(comment(many)).recipients.size(), 21U);
}

TEST(Event, AnInternalCommentIsMarked) {
  EXPECT_FALSE(draft(comment("x")).labels.contains("internal"));
  EXPECT_FALSE(draft(comment("x", {{"internal", false}})).labels.contains("internal"));
  EXPECT_EQ(draft(comment("x", {{"internal", true}})).labels["internal"], "true");
  EXPECT_EQ(draft(comment("x", {{"isInternal", true}})).labels["internal"], "true");
  EXPECT_THROW((void)draft(comment("x", {{"internal", "yes"}})), Error);
}

}  // namespace
}  // namespace tocsin::notify
