// Tickets and their trails as records: identity, references, times, silence, the round trip.

#include <fstream>
#include <sstream>

#include "alert/alerts.h"
#include "base/file.h"
#include "records/export.h"
#include "records/import.h"
#include "store/ticket_activity.h"
#include "store/tickets.h"
#include "support/databases.h"

namespace tocsin::records {
namespace {

constexpr std::string_view kPeople = R"({"type":"organization","external_id":"acme","name":"Acme"}
{"type":"user","external_id":"ann","name":"Ann","role":"agent"}
{"type":"user","external_id":"cus","name":"Cus","role":"customer"}
{"type":"team","external_id":"desk","name":"Desk"}
)";
constexpr std::string_view kTicket =
    R"({"type":"ticket","external_id":"1","subject":"Cold","organization":"acme","requester":"cus","team":"desk","tags":["b","a","b"],"created_at":"2026-05-01T08:00:00Z"}
{"type":"ticket_activity","ticket":"1","kind":"status","at":"2026-05-01T10:00:00Z","by":"ann","from":"open","to":"resolved"}
{"type":"ticket_activity","ticket":"1","kind":"comment","at":"2026-05-01T09:00:00Z","by":"ann","public":true,"text":"Hello"}
{"type":"ticket_activity","ticket":"1","kind":"assign","at":"2026-05-01T08:30:00Z","by":"ann","to":"ann"}
{"type":"ticket_activity","ticket":"1","external_id":"x1","kind":"priority","at":"2026-05-01T08:40:00Z","from":"medium","to":"critical"}
)";

class TicketImportTest : public test::DatabaseTest {
 protected:
  ImportResult import(std::string_view text, bool raise = false) {
    const auto file = folder_ / "records.jsonl";
    std::ofstream(file, std::ios::binary) << text;
    ImportOptions o;
    o.file = file;
    o.rejects = folder_ / "rejects.jsonl";
    o.actor = "tester";
    o.now = at("2026-06-01T12:00:00Z");
    o.raise = raise;
    return import_records(db(), o);
  }

  std::vector<std::string> reasons() {
    std::vector<std::string> out;
    std::istringstream lines(read_file(folder_ / "rejects.jsonl"));
    for (std::string line; std::getline(lines, line);) out.push_back(Json::parse(line)["reason"]);
    return out;
  }

  std::string exported() {
    std::string out;
    for (const char* type : {"ticket", "ticket_activity"}) {
      export_records(db(), *find_record_type(type), {}, [&](OrderedJson record) {
        record.erase("id");
        out += record.dump() + "\n";
      });
    }
    return out;
  }
  test::ScratchFolder folder_;
};
TOCSIN_ON_BOTH_DATABASES(TicketImportTest);

TEST_P(TicketImportTest, TheTrailSaysWhatTheRecordDoesNot) {
  import(kPeople);
  EXPECT_EQ(import(kTicket).rejected, 0);
  const auto t = store::find_ticket(db(), "import", "1").value();
  EXPECT_EQ(t.status, TicketStatus::resolved);
  EXPECT_EQ(t.priority, TicketPriority::critical);
  EXPECT_TRUE(t.assignee_id);
  EXPECT_EQ(t.resolved_at, at("2026-05-01T10:00:00Z"));
  EXPECT_EQ(t.first_response_at, at("2026-05-01T09:00:00Z"));
  EXPECT_EQ(t.tags, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(t.number, "1");
}

TEST_P(TicketImportTest, IsSilentUnlessItIsToldOtherwise) {
  import(kPeople);
  import(kTicket);
  EXPECT_TRUE(alert::list(db(), {}).empty());
  import(R"({"type":"ticket","external_id":"2","subject":"Loud"})", true);
  const auto alerts = alert::list(db(), {});
  ASSERT_EQ(alerts.size(), 1U);
  EXPECT_EQ(alerts[0].facts.kind, "ticket_created");
}

TEST_P(TicketImportTest, TheSameTwiceIsNothingNew) {
  import(kPeople);
  import(kTicket);
  const std::string before = exported();
  const auto again = import(kTicket);
  EXPECT_EQ(again.counts,
            (alert::Counts{{"ticket_unchanged", 1}, {"ticket_activity_unchanged", 4}}));
  EXPECT_EQ(exported(), before);
}

TEST_P(TicketImportTest, WhatIsExportedIsImportedAsTheSame) {
  import(kPeople);
  import(kTicket);
  const std::string before = exported();
  test::ScratchDatabase other(GetParam());
  const auto file = folder_ / "out.jsonl";
  std::ofstream(file) << kPeople << before;
  ImportOptions o;
  o.file = file;
  o.now = at("2026-07-01T12:00:00Z");
  EXPECT_EQ(import_records(other.db(), o).rejected, 0);
  std::string after;
  for (const char* type : {"ticket", "ticket_activity"}) {
    export_records(other.db(), *find_record_type(type), {}, [&](OrderedJson record) {
      record.erase("id");
      after += record.dump() + "\n";
    });
  }
  EXPECT_EQ(after, before);
}

TEST_P(TicketImportTest, ALaterRecordChangesWhatItSaysAndTheTrailHasIt) {
  import(kPeople);
  import(kTicket);
  import(
      R"({"type":"ticket","external_id":"1","subject":"Warm","status":"open","updated_at":"2026-05-02T08:00:00Z"})");
  const auto t = store::find_ticket(db(), "import", "1").value();
  EXPECT_EQ(t.subject, "Warm");
  EXPECT_EQ(t.status, TicketStatus::open);
  EXPECT_FALSE(t.resolved_at);
  EXPECT_EQ(t.priority, TicketPriority::critical);  // not said, so it stays
  const auto trail = store::trail_of(db(), t.id);
  ASSERT_EQ(trail.size(), 5U);
  EXPECT_EQ(trail.back().from, "resolved");
  EXPECT_EQ(trail.back().to, "open");
}

TEST_P(TicketImportTest, AnActivityWithAnIdIsChangedByIt) {
  import(kPeople);
  import(kTicket);
  import(
      R"({"type":"ticket_activity","ticket":"1","external_id":"x1","kind":"priority","at":"2026-05-01T08:40:00Z","from":"medium","to":"low"})");
  EXPECT_EQ(store::find_ticket(db(), "import", "1")->priority, TicketPriority::low);
  import(R"({"type":"ticket","external_id":"2","subject":"Other","created_at":"2026-05-01"})");
  import(
      R"({"type":"ticket_activity","ticket":"2","external_id":"x1","kind":"priority","at":"2026-05-01T08:40:00Z","to":"low"})");
  EXPECT_EQ(reasons(),
            std::vector<std::string>{"external_id: is that of another ticket's activity"});
}

TEST_P(TicketImportTest, WhatCannotBeIsRefusedWithFieldAndReasonAndNothingOfItStored) {
  import(kPeople);
  import(kTicket);
  const std::string before = exported();
  struct Case {
    std::string record, reason;
  };
  const auto ticket = [](const char* more) {
    return fmt::format(
        R"({{"type":"ticket","external_id":"9","subject":"S","created_at":"2026-05-01T08:00:00Z",{}}})",
        more);
  };
  const auto activity = [](const char* more) {
    return fmt::format(R"({{"type":"ticket_activity","ticket":"1",{}}})", more);
  };
  const Case cases[] = {
      {ticket(R"("status":"resolved","resolved_at":"2026-04-01T08:00:00Z")"),
       "resolved_at: 2026-04-01T08:00:00Z is before created_at (2026-05-01T08:00:00Z)"},
      {ticket(R"("status":"closed","resolved_at":"2026-05-03","closed_at":"2026-05-02")"),
       "closed_at: 2026-05-02T00:00:00Z is before resolved_at (2026-05-03T00:00:00Z)"},
      {ticket(R"("first_response_at":"2026-04-01")"),
       "first_response_at: 2026-04-01T00:00:00Z is before created_at (2026-05-01T08:00:00Z)"},
      {ticket(R"("updated_at":"2027-01-01")"), "updated_at: 2027-01-01T00:00:00Z is in the future"},
      {ticket(R"("status":"open","resolved_at":"2026-05-02")"),
       "resolved_at: is given, and the ticket is open"},
      {ticket(R"("priority":"urgent")"),
       "priority: must be one of critical, high, medium, low, not \"urgent\""},
      {ticket(R"("assignee":"nobody")"), "assignee: there is no user 'nobody'"},
      {ticket(R"("team":"none")"), "team: there is no team 'none'"},
      {ticket(R"("tags":["a",""])"), "tags: entry 2 must not be empty"},
      {R"({"type":"ticket","external_id":"9","subject":"S","created_at":"2027-01-01"})",
       "created_at: 2027-01-01T00:00:00Z is in the future"},
      {R"({"type":"ticket_activity","ticket":"none","kind":"comment","at":"2026-05-02","text":"x"})",
       "ticket: there is no ticket 'none'"},
      {activity(R"("kind":"comment","at":"2026-04-01","text":"x")"),
       "at: 2026-04-01T00:00:00Z is before the ticket's created_at (2026-05-01T08:00:00Z)"},
      {activity(R"("kind":"comment","at":"2027-04-01","text":"x")"),
       "at: 2027-04-01T00:00:00Z is in the future"},
      {activity(R"("kind":"comment","at":"2026-05-02")"), "text: is missing"},
      {activity(R"("kind":"status","at":"2026-05-02")"), "to: is missing"},
      {activity(R"("kind":"status","at":"2026-05-02","to":"resolvd")"),
       "to: 'resolvd' is none of open, in_progress, waiting, resolved, closed, cancelled; "
       "did you mean 'resolved'?"},
      {activity(R"("kind":"priority","at":"2026-05-02","to":"P1")"),
       "to: 'P1' is none of critical, high, medium, low"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(import(c.record).rejected, 1) << c.record;
    const auto given = reasons();
    ASSERT_EQ(given.size(), 1U) << c.record;
    EXPECT_TRUE(given[0].starts_with(c.reason)) << given[0] << "\nexpected " << c.reason;
    EXPECT_EQ(exported(), before) << c.record;
  }
}

}  // namespace
}  // namespace tocsin::records
