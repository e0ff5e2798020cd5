// The job: which tickets are looked at, what people hear, what is in the trail.
#include "sla/run.h"

#include "alert/alerts.h"
#include "base/file.h"
#include "sla/list.h"
#include "sla/policy_file.h"
#include "store/people.h"
#include "store/ticket_clocks.h"
#include "support/databases.h"
#include "ticket/acts.h"

namespace tocsin::sla {
namespace {

class ClockRunTest : public test::DatabaseTest {
 protected:
  void SetUp() override {
    test::DatabaseTest::SetUp();
    if (IsSkipped()) return;
    use(kTerms, "one");
    db().transaction([&] {
      acme_.source = "import";
      acme_.external_id = acme_.name = "acme";
      acme_.id = store::save_organization(db(), acme_, now_).id;
      store::Person ann;
      ann.source = "import";
      ann.external_id = ann.name = "ann";
      ann.role = "agent";
      ann_ = store::save_person(db(), ann, now_).id;
    });
  }

  void use(const std::string& policies, const std::string& digest) {
    terms_.policies = read_policies(policies, "test", terms_.calendars);
    terms_.digest = digest;
  }

  template <typename Body>
  void at_desk(const Body& body) {
    alert::Trail trail(db(), "ann", now_);
    db().transaction([&] {
      trail.clear();
      ticket::Desk desk(db(), trail, ticket::Desk::Voice::silent);
      body(desk);
      desk.settle();
      trail.flush();
    });
  }

  std::int64_t open(const std::string& name, TicketPriority priority = TicketPriority::high) {
    std::int64_t id = 0;
    at_desk([&](ticket::Desk& desk) {
      store::Ticket t;
      t.source = "import";
      t.external_id = name;
      t.subject = "Subject of " + name;
      t.priority = priority;
      t.organization_id = acme_.id;
      t.assignee_id = ann_;
      t.created_at = t.updated_at = t.said_at = now_;
      id = desk.put(t).saved.id;
    });
    return id;
  }

  alert::Counts check(const char* now, std::optional<std::int64_t> limit = {}, bool dry = false) {
    now_ = at(now);
    return run_clocks(
        db(), terms_,
        {.actor = "system", .now = now_, .limit = limit, .wait = true, .dry_run = dry});
  }

  // "sla_warning active 4": each alert, the oldest first.
  std::vector<std::string> alerts() {
    std::vector<std::string> out;
    for (const alert::Alert& a : alert::list(db(), {})) {
      out.insert(out.begin(),
                 fmt::format("{} {} {}", a.facts.kind, word(a.status), a.facts.priority));
    }
    return out;
  }

  std::vector<std::string> clocks(std::int64_t id) {
    std::vector<std::string> out;
    for (const store::TicketClock& c : store::clocks_of(db(), id)) {
      out.push_back(fmt::format("{} {}", word(c.kind), word(c.state)));
    }
    return out;
  }

  store::Ticket ticket(std::int64_t id) { return store::find_ticket(db(), id).value(); }

  static constexpr const char* kTerms = R"(
[[sla]]
name = "default"
targets.critical = { resolution = "1h" }
targets.high = { first_response = "1h", resolution = "4h" }
priority_client_factor = 0.5
warn = ["25%"]
pause_on = ["waiting"]
)";
  using Texts = std::vector<std::string>;
  Terms terms_;
  Instant now_ = at("2026-01-05T10:00:00Z");
  store::Organization acme_;
  std::int64_t ann_ = 0;
};
TOCSIN_ON_BOTH_DATABASES(ClockRunTest);

TEST_P(ClockRunTest, LooksAtWhatIsDueAndAtNothingElse) {
  const std::int64_t id = open("a");
  open("b", TicketPriority::low);
  EXPECT_EQ(check("2026-01-05T10:00:00Z")["looked"], 2);
  EXPECT_EQ(ticket(id).sla_status, SlaStatus::on_track);
  EXPECT_EQ(ticket(id).sla_next_at, at("2026-01-05T10:30:01Z")) << "less than half is left";
  EXPECT_EQ(ticket(id).urgent_at, at("2026-01-05T11:00:00Z"));
  EXPECT_EQ(check("2026-01-05T10:30:00Z")["looked"], 0);
  EXPECT_EQ(check("2026-01-05T10:30:01Z")["looked"], 1);
  EXPECT_EQ(ticket(id).sla_status, SlaStatus::upcoming);
  EXPECT_TRUE(alerts().empty());
  EXPECT_EQ(check("2026-01-05T10:45:00Z")["warned"], 1);
  EXPECT_EQ(alerts(), Texts{"sla_warning active 4"});
  EXPECT_EQ(check("2026-01-05T11:00:00Z")["breached"], 1);
  EXPECT_EQ(alerts(), (Texts{"sla_warning resolved 4", "sla_breach active 4"}));
  EXPECT_EQ(clocks(id), (Texts{"first_response breached", "resolution running"}));
}

TEST_P(ClockRunTest, AMissedDayTellsTheNewestStateOfEachTicketOnce) {
  for (const char* name : {"a", "b", "c"}) open(name);
  const auto counts = check("2026-01-07T10:00:00Z");
  EXPECT_EQ(counts.at("breached"), 6) << "two clocks each";
  EXPECT_EQ(counts.at("warned"), 0);
  EXPECT_EQ(alerts().size(), 6U);
  EXPECT_EQ(check("2026-01-08T10:00:00Z")["looked"], 0);
}

TEST_P(ClockRunTest, AnAnswerEndsTheWarning) {
  const std::int64_t id = open("a");
  check("2026-01-05T10:50:00Z");
  now_ = at("2026-01-05T10:55:00Z");
  at_desk([&](ticket::Desk& d) { EXPECT_TRUE(ticket::comment(d, id, "Coming", true).empty()); });
  EXPECT_EQ(check("2026-01-05T10:56:00Z")["ended"], 1);
  EXPECT_EQ(alerts(), Texts{"sla_warning resolved 4"});
  EXPECT_EQ(clocks(id), (Texts{"first_response met", "resolution running"}));
  EXPECT_EQ(store::clocks_of(db(), id)[0].worked, std::chrono::minutes{55});
}

TEST_P(ClockRunTest, WhatOrganizationsAndPoliciesChangeIsDueAndInTheTrail) {
  const std::int64_t id = open("a");
  check("2026-01-05T10:00:00Z");
  acme_.priority_client = true;
  db().transaction([&] {
    store::save_organization(db(), acme_, now_);
    store::make_tickets_due(db(), acme_.id, now_);
  });
  EXPECT_EQ(check("2026-01-05T10:10:00Z")["moved"], 2);
  auto trail = store::trail_of(db(), id);
  ASSERT_EQ(trail.size(), 2U);
  EXPECT_EQ(trail[1].kind, TicketActivityKind::sla);
  EXPECT_EQ(trail[1].from, "2026-01-05T14:00:00Z");
  EXPECT_EQ(trail[1].to, "2026-01-05T12:00:00Z");
  EXPECT_EQ(trail[1].by, "system");

  EXPECT_EQ(check("2026-01-05T10:11:00Z")["looked"], 0);
  use(std::string(kTerms) +
          "[[sla]]\nname='own'\nmatch={organization='acme'}\n"
          "targets.high={resolution='6h'}\n",
      "two");
  EXPECT_EQ(check("2026-01-05T10:12:00Z")["looked"], 1);
  EXPECT_EQ(clocks(id), Texts{"resolution running"});
  EXPECT_EQ(ticket(id).urgent_at, at("2026-01-05T16:00:00Z"));
  EXPECT_EQ(check("2026-01-05T10:13:00Z")["looked"], 0) << "the same terms as before";
}

TEST_P(ClockRunTest, WhoeverRunsItHearsOfTheirTicketsToo) {
  open("a");
  now_ = at("2026-01-05T11:00:00Z");
  run_clocks(db(), terms_, {.actor = "ann", .now = now_, .limit = {}, .wait = true});
  const auto found = alert::list(db(), {});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].facts.recipients, (Texts{fmt::format("person:{}", ann_), "role:ops_manager"}));
}

TEST_P(ClockRunTest, RecomputesWhatIsNamedOrAll) {
  const std::int64_t a = open("a");
  open("b");
  check("2026-01-05T10:00:00Z");
  const ClockJob job{.actor = "system", .now = now_, .limit = {}, .wait = true};
  EXPECT_EQ(recompute_clocks(db(), terms_, {a}, job)["looked"], 1);
  EXPECT_EQ(recompute_clocks(db(), terms_, {}, job)["looked"], 2);
}

TEST_P(ClockRunTest, ADryRunAndALimit) {
  open("a");
  open("b");
  EXPECT_EQ(check("2026-01-05T11:00:00Z", {}, true)["breached"], 2);
  EXPECT_TRUE(alerts().empty());
  EXPECT_EQ(check("2026-01-05T11:00:00Z", 1)["looked"], 1);
  EXPECT_EQ(check("2026-01-05T11:00:00Z")["looked"], 1);
}

TEST_P(ClockRunTest, OneThatNoCalendarKnowsHoldsNothingUp) {
  const tocsin::test::ScratchFolder folder;
  write_file(folder / "office.toml", "time_zone='Europe/London'\n[hours]\nmon=['09:00-17:00']");
  terms_.calendars = Calendars::load(folder.path(), "UTC");
  use(std::string(kTerms) +
          "[[sla]]\nname='o'\nmatch={type='old'}\ncalendar='office'\n"
          "targets.high={resolution='6h'}\n",
      "one");
  at_desk([&](ticket::Desk& desk) {
    store::Ticket t;
    t.source = "import";
    t.external_id = t.subject = "old";
    t.type = "old";
    t.priority = TicketPriority::high;
    t.created_at = t.updated_at = t.said_at = at("1950-01-01T00:00:00Z");
    ASSERT_TRUE(desk.put(t).ok());
  });
  open("b");
  const auto counts = check("2026-01-05T11:00:00Z");
  EXPECT_EQ(counts.at("failed"), 1);
  EXPECT_EQ(counts.at("looked"), 1);
  EXPECT_EQ(check("2026-01-05T11:00:00Z")["failed"], 0);
}

// Whatever sla-check has not looked at yet is listed by how it stands now.
TEST_P(ClockRunTest, ListsByStatusAreExactBetweenRuns) {
  open("early");
  check("2026-01-05T10:00:00Z");
  now_ = at("2026-01-05T10:40:00Z");
  const std::int64_t late = open("late");
  open("never", TicketPriority::medium);
  const auto listed = [&](SlaStatus status, std::string words = "") {
    store::TicketFilter f;
    f.sla = {status};
    f.now = now_;
    f.words = std::move(words);
    Texts out;
    for (const Listed& l : list(db(), terms_, f).tickets) out.push_back(l.ticket.number);
    return out;
  };
  EXPECT_EQ(listed(SlaStatus::on_track), Texts{"late"}) << "early's time to be looked at has come";
  EXPECT_EQ(listed(SlaStatus::upcoming), Texts{"early"});
  now_ = at("2026-01-05T11:11:00Z");
  EXPECT_EQ(listed(SlaStatus::breach), Texts{"early"});
  EXPECT_EQ(listed(SlaStatus::upcoming), Texts{"late"});
  EXPECT_EQ(listed(SlaStatus::upcoming, "late"), Texts{"late"});
  EXPECT_EQ(listed(SlaStatus::upcoming, "early"), Texts{});
  check("2026-01-05T11:11:00Z");
  EXPECT_EQ(listed(SlaStatus::breach), Texts{"early"});
  EXPECT_EQ(listed(SlaStatus::upcoming), Texts{"late"});
  EXPECT_EQ(store::count_tickets(db(), SlaStatus::breach), 1);
  now_ = at("2026-01-05T11:12:00Z");
  at_desk([&](ticket::Desk& d) {
    EXPECT_TRUE(ticket::set_status(d, late, TicketStatus::resolved).empty());
  });
  EXPECT_EQ(listed(SlaStatus::upcoming), Texts{}) << "what has ended has no status";
}

}  // namespace
}  // namespace tocsin::sla
