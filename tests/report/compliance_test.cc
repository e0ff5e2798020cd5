// The report on SLA compliance: rates and their intervals, weeks, percentiles, distributions,
// stories, and that it reads no more than its period.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/catalog.h"
#include "report/named_parameters.h"
#include "report/run.h"
#include "store/people.h"
#include "store/ticket_activity.h"
#include "store/ticket_clocks.h"
#include "support/databases.h"

namespace tocsin::report {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using store::Ticket;
using store::TicketClock;
using ::testing::HasSubstr;

class ReportComplianceTest : public test::DatabaseTest {
 protected:
  const Instant now_ = at("2026-03-16T07:00:00Z");

  void SetUp() override {
    test::DatabaseTest::SetUp();
    if (!IsSkipped()) report_ = find_report({}, "compliance");
  }

  std::int64_t client(const std::string& name, bool priority = false) {
    store::Organization o;
    o.source = "t";
    o.external_id = o.name = name;
    o.priority_client = priority;
    return store::save_organization(db(), o, now_).id;
  }
  std::int64_t agent(const std::string& id, const std::string& name) {
    store::Person p;
    p.source = "t";
    p.external_id = id;
    p.name = name;
    p.role = "agent";
    return store::save_person(db(), p, now_).id;
  }

  Ticket ticket(Ticket t = {}) {
    t.source = "t";
    t.external_id = t.number = fmt::format("T-{}", ++made_);
    if (t.subject.empty()) t.subject = "Cold kettle";
    if (t.created_at == Instant{}) t.created_at = now_ - hours{48};
    t.said_at = t.updated_at = t.created_at;
    if (is_unresolved(t.status)) t.urgent_at = t.created_at + hours{4};
    EXPECT_TRUE(store::add_ticket(db(), t));
    store::save_sla(db(), t);
    return t;
  }

  // Stopped after so long, of an hour.
  static TicketClock stopped(Duration worked) {
    TicketClock c;
    c.kind = ClockKind::first_response;
    c.target = hours{1};
    c.worked = std::chrono::floor<seconds>(worked);
    c.state = worked <= hours{1} ? ClockState::met : ClockState::breached;
    return c;
  }
  void add(const Ticket& t, TicketClock c) {
    c.ticket_id = t.id;
    if (c.started_at == Instant{}) c.started_at = t.created_at;
    if (c.policy.empty()) c.policy = "gold";
    c.calendar = "24x7";
    if (c.worked && !c.stopped_at) c.stopped_at = c.started_at + *c.worked;
    const bool decided = c.state == ClockState::met || c.state == ClockState::breached;
    if (decided && !c.decided_at) c.decided_at = std::min(*c.stopped_at, c.started_at + c.target);
    store::save_clock(db(), c);
  }

  Result result(const Arguments& arguments = {}) {
    reader_ = scratch().open();
    return run(*reader_, report_, arguments, hours{24}, now_, seconds{30});
  }

  struct Table {
    const Report& report;
    Outcome outcome;
    std::size_t size() const { return outcome.rows.size(); }
    std::string operator()(std::size_t row, std::string_view column) const {
      const std::size_t i = column_of(report, outcome, column);
      return json_value(outcome.columns, outcome.rows.at(row), i).dump();
    }
    std::string shown(std::size_t row, std::string_view column) const {
      return said(outcome.columns, outcome.rows.at(row), column_of(report, outcome, column),
                  Zone::utc());
    }
  };
  Table table(std::string_view section, const Arguments& arguments = {}) {
    return {report_, result(arguments).section(section)};
  }

  Report report_;

 private:
  int made_ = 0;
  std::unique_ptr<store::Database> reader_;
};
TOCSIN_ON_BOTH_DATABASES(ReportComplianceTest);

// From Wilson's formula in its usual form; where none or all are on time, the interval is
// z²/(n + z²) wide.
TEST_P(ReportComplianceTest, RatesHaveWilsonsIntervals) {
  struct Case {
    int met, of;
    std::string rate, low, high;
  };
  const Case cases[] = {{0, 1, "0.0", "0.0", "79.3"},     {1, 1, "100.0", "20.7", "100.0"},
                        {0, 5, "0.0", "0.0", "43.4"},     {5, 5, "100.0", "56.6", "100.0"},
                        {8, 10, "80.0", "49.0", "94.3"},  {1, 3, "33.3", "6.1", "79.2"},
                        {95, 100, "95.0", "88.8", "97.8"}};
  db().transaction([&] {
    for (const Case& c : cases) {
      Ticket t;
      t.organization_id = client(fmt::format("{} of {}", c.met, c.of), c.of == 10);
      for (int i = 0; i < c.of; ++i) add(ticket(t), stopped(i < c.met ? minutes{20} : hours{2}));
    }
  });
  const Table clients = table("By client");
  ASSERT_EQ(clients.size(), std::size(cases));
  std::map<std::string, std::size_t> row_of;
  for (std::size_t i = 0; i < clients.size(); ++i) row_of[clients.shown(i, "client")] = i;
  for (const Case& c : cases) {
    const std::string name = fmt::format("{} of {}", c.met, c.of);
    const std::size_t row = row_of.at(name);
    EXPECT_EQ(clients(row, "decided"), std::to_string(c.of)) << name;
    EXPECT_EQ(clients(row, "met"), std::to_string(c.met)) << name;
    EXPECT_EQ(clients(row, "breached"), std::to_string(c.of - c.met)) << name;
    EXPECT_EQ(clients(row, "on_time_percent"), c.rate) << name;
    EXPECT_EQ(clients(row, "percent_low"), c.low) << name;
    EXPECT_EQ(clients(row, "percent_high"), c.high) << name;
    EXPECT_EQ(clients(row, "priority_client"), c.of == 10 ? "true" : "false") << name;
  }
  EXPECT_EQ(clients.shown(0, "client"), "0 of 5") << "most breaches first";
  EXPECT_EQ(clients.shown(0, "clock"), "first response");
}

TEST_P(ReportComplianceTest, OnlyWhatWasDecidedCounts) {
  db().transaction([&] {
    TicketClock running = stopped({});
    running.worked.reset();
    running.state = ClockState::running;
    add(ticket(), running);
    TicketClock cancelled = stopped(minutes{5});
    cancelled.state = ClockState::cancelled;
    add(ticket(), cancelled);
  });
  const Table totals = table("On time");
  EXPECT_EQ(totals(0, "decided"), "0");
  EXPECT_EQ(totals(0, "first_response_percent"), "null") << "no rate of nothing";
  EXPECT_EQ(table("By week").size(), 0U);
  EXPECT_EQ(table("Distribution").size(), 0U);
}

// ISO 8601: weeks begin on Monday; 29 December 2025 begins the first week of 2026.
TEST_P(ReportComplianceTest, WeeksBeginOnMonday) {
  db().transaction([&] {
    for (const char* decided : {"2025-12-28T23:59:59.999Z", "2025-12-29T00:00:00Z",
                                "2026-01-04T23:59:59.999Z", "2026-01-19T00:00:00Z"}) {
      TicketClock c = stopped(minutes{5});
      c.decided_at = at(decided);
      Ticket t;
      t.created_at = at("2025-12-24T00:00:00Z");
      add(ticket(t), c);
    }
  });
  const Table weeks = table("By week");
  const std::vector<std::pair<std::string, std::string>> expected{{"\"2025-W52\"", "1"},
                                                                  {"\"2026-W01\"", "2"},
                                                                  {"\"2026-W02\"", "0"},
                                                                  {"\"2026-W03\"", "0"},
                                                                  {"\"2026-W04\"", "1"}};
  ASSERT_EQ(weeks.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(weeks(i, "week_at"), expected[i].first);
    EXPECT_EQ(weeks(i, "decided"), expected[i].second) << expected[i].first;
    const bool none = expected[i].second == "0";
    EXPECT_EQ(weeks(i, "on_time_percent"), none ? "null" : "100.0") << expected[i].first;
    EXPECT_EQ(weeks(i, "percent_low") == "null", none) << expected[i].first;
  }
}

TEST_P(ReportComplianceTest, PercentilesAreNearestRankOfWhatStopped) {
  db().transaction([&] {
    // 1, 2, … 40 minutes, and one that still runs.
    for (int i = 1; i <= 40; ++i) add(ticket(), stopped(minutes{i}));
    TicketClock open = stopped(hours{2});
    open.worked.reset();
    open.decided_at = now_ - hours{1};
    add(ticket(), open);
  });
  const Table taken = table("Time taken");
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_EQ(taken(0, "stopped"), "40");
  EXPECT_EQ(taken(0, "still_open"), "1");
  EXPECT_EQ(taken(0, "taken_p50_ms"), std::to_string(20 * 60'000));
  EXPECT_EQ(taken(0, "taken_p75_ms"), std::to_string(30 * 60'000));
  EXPECT_EQ(taken(0, "taken_p90_ms"), std::to_string(36 * 60'000));
  EXPECT_EQ(taken(0, "taken_p95_ms"), std::to_string(38 * 60'000));
  EXPECT_EQ(taken(0, "longest_ms"), std::to_string(40 * 60'000));
}

TEST_P(ReportComplianceTest, BucketsMeetAndLeaveNothingOut) {
  db().transaction([&] {
    for (const seconds worked : {seconds{0}, seconds{899}, seconds{900}, seconds{3599},
                                 seconds{3600}, seconds{3601}, seconds{604'800}}) {
      add(ticket(), stopped(worked));
    }
  });
  const auto filled = [&](const Table& t, std::string_view name) {
    std::map<std::string, std::string> out;
    for (std::size_t i = 0; i < t.size(); ++i) {
      if (t(i, "first_response") != "0") out[t.shown(i, name)] = t(i, "first_response");
    }
    return out;
  };
  using Counts = std::map<std::string, std::string>;
  EXPECT_EQ(filled(table("Distribution"), "taken"), (Counts{{"under 15 min", "2"},
                                                            {"15–30 min", "1"},
                                                            {"30–60 min", "1"},
                                                            {"1–2 h", "2"},
                                                            {"7 d or more", "1"}}));
  // What took just as long as it might is on time.
  EXPECT_EQ(
      filled(table("Against the target"), "of_target"),
      (Counts{{"up to 25 %", "3"}, {"90–100 %", "2"}, {"100–125 %", "1"}, {"over 200 %", "1"}}));
}

TEST_P(ReportComplianceTest, ABreachTellsItsStory) {
  std::int64_t corn = 0, ann = 0;
  db().transaction([&] {
    corn = client("Corn Exchange", true);
    ann = agent("a1", "Ann\nLee");
    Ticket t;
    t.organization_id = corn;
    t.assignee_id = ann;
    t.priority = TicketPriority::critical;
    t.created_at = at("2026-03-02T09:00:00Z");
    t.first_response_at = at("2026-03-02T12:00:00Z");
    t.resolved_at = at("2026-03-04T08:00:00Z");
    t.status = TicketStatus::resolved;
    t = ticket(t);
    const auto act = [&](TicketActivityKind kind, const char* when, const char* from,
                         const char* to, const char* text = "") {
      store::TicketActivity a;
      a.ticket_id = t.id;
      a.source = "t";
      a.kind = kind;
      a.at = at(when);
      a.by = "a1";
      a.from = from;
      a.to = to;
      a.text = text;
      ASSERT_TRUE(store::save_activity(db(), a));
    };
    using enum TicketActivityKind;
    act(assign, "2026-03-02T09:10:00Z", "", "a1");
    act(priority, "2026-03-02T10:00:00Z", "high", "critical");
    act(sla, "2026-03-02T10:00:00Z", "2026-03-02T13:00:00Z", "2026-03-02T11:00:00Z",
        "resolution: 2 h by gold, 24x7 (was 4 h by gold, 24x7)");
    act(assign, "2026-03-02T10:30:00Z", "a1", "bob@example.org");
    act(comment, "2026-03-02T12:00:00Z", "", "", "The password is swordfish");
    act(status, "2026-03-02T12:00:00Z", "open", "waiting");
    act(status, "2026-03-03T09:00:00Z", "waiting", "in_progress");
    act(status, "2026-03-04T08:00:00Z", "in_progress", "resolved");
    TicketClock c = stopped(hours{26});
    c.kind = ClockKind::resolution;
    c.target = hours{2};
    c.due_at = c.decided_at = at("2026-03-02T11:00:00Z");
    c.stopped_at = at("2026-03-04T08:00:00Z");
    add(t, c);
    TicketClock open = c;
    open.kind = ClockKind::next_response;
    open.started_at = at("2026-03-04T10:00:00Z");
    open.due_at = open.decided_at = at("2026-03-04T12:00:00Z");
    open.stopped_at.reset();
    open.worked.reset();
    add(t, open);
  });
  const Table breaches = table("Breaches");
  ASSERT_EQ(breaches.size(), 2U);
  EXPECT_EQ(breaches.shown(0, "clock"), "next response") << "newest first";
  EXPECT_EQ(breaches(0, "status"), "\"overdue\"");
  EXPECT_EQ(breaches(0, "late_ms"), "null");
  EXPECT_THAT(breaches.shown(0, "story"),
              HasSubstr("08:00Z resolved · 10:00Z asked again · 12:00Z next response due"));

  EXPECT_EQ(breaches(1, "status"), "\"late\"");
  EXPECT_EQ(breaches(1, "ticket"), "\"T-1\"");
  EXPECT_EQ(breaches(1, "client"), "\"Corn Exchange\"");
  EXPECT_EQ(breaches(1, "policy"), "\"gold\"");
  EXPECT_EQ(breaches.shown(1, "target_ms"), "2 h");
  EXPECT_EQ(breaches.shown(1, "late_ms"), "1 d");
  EXPECT_EQ(
      breaches.shown(1, "story"),
      "2026-03-02 09:00Z created, high · 09:10Z assigned to Ann Lee · "
      "10:00Z priority high → critical · 10:00Z due moved: resolution: 2 h by gold, 24x7 (was "
      "4 h by gold, 24x7) · 10:30Z assigned to somebody · 11:00Z resolution due · "
      "12:00Z first response · 12:00Z waiting · 2026-03-03 09:00Z waiting ended · "
      "2026-03-04 08:00Z resolved");
  EXPECT_EQ(table("Breaches", {{"limit", "1"}}).size(), 1U);
}

TEST_P(ReportComplianceTest, AStoryThatNeverEndsIsCutShort) {
  db().transaction([&] {
    const Ticket t = ticket();
    for (int i = 0; i < 60; ++i) {
      store::TicketActivity a;
      a.ticket_id = t.id;
      a.source = "t";
      a.kind = TicketActivityKind::priority;
      a.at = t.created_at + minutes{i};
      a.from = i % 2 == 0 ? "low" : "high";
      a.to = i % 2 == 0 ? "high" : "low";
      ASSERT_TRUE(store::save_activity(db(), a));
    }
    add(t, stopped(hours{2}));
  });
  const Table breaches = table("Breaches");
  ASSERT_EQ(breaches.size(), 1U);
  const Json story = Json::parse(breaches(0, "story"));
  EXPECT_EQ(story.size(), 40U);
  EXPECT_THAT(story.back().at("what").get<std::string>(), ::testing::EndsWith(", and more"));
}

TEST_P(ReportComplianceTest, FiltersHoldEverywhere) {
  db().transaction([&] {
    store::Team desk;
    desk.source = "t";
    desk.external_id = desk.name = "desk";
    Ticket ours;
    ours.organization_id = client("Corn");
    ours.assignee_id = agent("a1", "Ann");
    ours.team_id = store::save_team(db(), desk, now_).id;
    ours.priority = TicketPriority::high;
    ours.sla_status = SlaStatus::breach;
    ours = ticket(ours);
    add(ours, stopped(hours{2}));
    TicketClock late = stopped(hours{2});
    late.kind = ClockKind::resolution;
    late.worked.reset();
    late.decided_at = now_ - hours{1};
    add(ours, late);
    Ticket theirs;
    theirs.sla_status = SlaStatus::warning;
    theirs = ticket(theirs);
    TicketClock running = stopped({});
    running.worked.reset();
    running.state = ClockState::running;
    running.kind = ClockKind::resolution;
    add(theirs, running);
    add(theirs, stopped(hours{2}));
  });
  const auto in = [&](const Result& r, std::string_view section) {
    return Table{report_, r.section(section)};
  };
  for (const Arguments& a : {Arguments{{"organization", "Corn"}},
                             {{"agent", "Ann"}},
                             {{"agent", "a1"}},
                             {{"team", "desk"}},
                             {{"priority", "high"}}}) {
    const Result r = result(a);
    EXPECT_EQ(in(r, "On time")(0, "decided"), "2") << a.begin()->first;
    EXPECT_EQ(in(r, "By agent").size(), 2U) << a.begin()->first;
    EXPECT_EQ(in(r, "Breaches").size(), 2U) << a.begin()->first;
    EXPECT_EQ(in(r, "Open now")(0, "in_breach"), "1") << a.begin()->first;
    EXPECT_EQ(in(r, "Open now")(0, "at_risk"), "0") << a.begin()->first;
  }
  struct Case {
    Arguments arguments;
    std::string decided, in_breach, at_risk;
  };
  const Case cases[] = {
      {{}, "3", "1", "1"},
      {{{"organization", "Rye"}}, "0", "0", "0"},
      {{{"clock", "resolution"}}, "1", "1", "1"},
      {{{"clock", "first_response"}}, "2", "0", "0"},  // both are answered
      {{{"since", "90m"}}, "1", "1", "1"},
      {{{"until", "2026-03-16T05:00:00Z"}}, "2", "1", "1"},
  };
  for (const Case& c : cases) {
    const Result r = result(c.arguments);
    const std::string given = Json(c.arguments).dump();
    EXPECT_EQ(in(r, "On time")(0, "decided"), c.decided) << given;
    EXPECT_EQ(in(r, "Open now")(0, "in_breach"), c.in_breach) << given;
    EXPECT_EQ(in(r, "Open now")(0, "at_risk"), c.at_risk) << given;
  }
}

// What grows is read through the index of the period, of what is open, or by its key.
TEST(ReportCompliance, ReadsNoMoreThanItsPeriod) {
  test::ScratchDatabase scratch(store::Dialect::sqlite);
  const Report report = find_report({}, "compliance");
  for (const Section& section : report.sections) {
    const Numbered query = number_parameters(section.sql, [&](std::string_view name) {
      const Parameter* p = report.parameter(name);
      return p == nullptr || p->type != ParameterType::text ? "BIGINT" : "TEXT";
    });
    const std::vector<store::Value> none(query.names.size(), store::Value(nullptr));
    std::string plan;
    auto rows = scratch.db().query_text("EXPLAIN QUERY PLAN " + query.sql, none);
    while (rows.next()) {
      const std::string step = rows.string(3);
      plan += step + "\n";
      for (const char* growing : {"c", "t", "a", "p", "ticket", "ticket_clock"}) {
        EXPECT_NE(step, std::string("SCAN ") + growing) << section.title;
        EXPECT_FALSE(step.starts_with(fmt::format("SCAN {} USING", growing)))
            << section.title << ": " << step;
      }
    }
    const bool open = section.title == "Open now";
    EXPECT_THAT(plan, HasSubstr(open ? "SEARCH t USING INDEX ticket_new_of_sla (sla_status=?)"
                                     : "SEARCH c USING INDEX ticket_clock_decided "
                                       "(decided_at>? AND decided_at<?)"))
        << section.title;
  }
}

}  // namespace
}  // namespace tocsin::report
