#include "notify/event.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/time.h"
#include "store/people.h"
#include "support/databases.h"

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

// The calls that a support desk makes for its events, as the document describes them: the ticket by
// its UUID, its number a number.
TEST(Event, TakesWhatASupportDeskPosts) {
  struct Case {
    std::string type;
    Json context;
    std::string title, body;
    std::vector<std::string> recipients;
  };
  const Json ticket{{"ticketNumber", 123}, {"ticketSubject", "Issue with login"}};
  const auto with = [&](Json more) {
    Json context = ticket;
    context.update(more);
    return context;
  };
  const Case cases[] = {
      {"ticket_created",
       with({{"priority", "high"}}),
       "123: new ticket, Issue with login",
       "",
       {"role:agent"}},
      {"ticket_comment",
       with({{"commenterName", "Raj"}, {"commentContent", "Still broken"}}),
       "123: new comment, Issue with login",
       "Raj: Still broken",
       {"role:agent"}},
      {"ticket_assigned",
       with({{"assigneeName", "Ann Smith"}, {"priority", "critical"}}),
       "123: assigned, Issue with login",
       "",
       {"person:Ann Smith"}},
      {"ticket_assigned",
       with({{"assigneeName", "Ann Smith"}, {"assigneeId", "ann"}}),
       "123: assigned, Issue with login",
       "",
       {"person:ann"}},
      {"ticket_updated",
       with({{"status", "in_progress"}, {"priority", nullptr}}),
       "123: updated, Issue with login",
       "",
       {"role:agent"}},
      {"sla_breach",
       with({{"priority", "low"}}),
       "123: SLA deadline was missed, Issue with login",
       "",
       {"role:agent", "role:ops_manager"}},
  };
  const std::string uuid = "0b9f4c2e-5d0c-4a55-9d3f-6a1f0c1e7a10";
  for (const Case& c : cases) {
    const Json event{{"ticketId", uuid}, {"notificationType", c.type}, {"context", c.context}};
    for (const int indent : {-1, 2}) {
      const auto d = draft_of_event(event.dump(indent), *parse_instant("2026-06-01T12:00:00Z"));
      EXPECT_EQ(d.title, c.title) << c.type;
      EXPECT_EQ(d.body, c.body) << c.type;
      EXPECT_EQ(d.recipients, c.recipients) << c.type;
      EXPECT_EQ(d.subject.id, uuid);
    }
  }
}

class EventPeopleTest : public test::DatabaseTest {};
TOCSIN_ON_BOTH_DATABASES(EventPeopleTest);

TEST_P(EventPeopleTest, AgentsStandInForAStranger) {
  const Instant now = at("2026-06-01T12:00:00Z");
  db().transaction([&] {
    for (const char* id : {"ann", "raj", "raj-2"}) {
      store::Person person;
      person.source = "test";
      person.external_id = id;
      person.name = id[0] == 'a' ? "Ann Smith" : "Raj Rao";
      store::save_person(db(), person, now);
    }
  });
  struct Case {
    std::string named, told;
  };
  for (const Case& c :
       {Case{"person:ann", "person:ann"}, Case{"person:Ann Smith", "person:Ann Smith"},
        Case{"person:Raj Rao", "role:agent"},  // there are two
        Case{"person:0b9f4c2e", "role:agent"}, Case{"team:night", "team:night"}}) {
    AlertDraft draft;
    draft.recipients = {c.named};
    replace_strangers(db(), draft);
    EXPECT_EQ(draft.recipients, std::vector<std::string>{c.told}) << c.named;
  }
}

}  // namespace
}  // namespace tocsin::notify
