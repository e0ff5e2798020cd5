#include "report/run.h"

#include <gmock/gmock.h>

#include "base/error.h"
#include "report/catalog.h"
#include "report/html.h"
#include "report/records.h"
#include "report/sample_data.h"
#include "support/databases.h"
#include "support/servers.h"

namespace tocsin::report {
namespace {

using std::chrono::hours;
using ::testing::HasSubstr;

constexpr Duration kMonth = hours{24 * 30};
constexpr Duration kLimit = std::chrono::seconds{30};

Report own(std::string_view text) {
  return parse_report("own", text, "own.sql");
}

Arguments needed_by(const Report& report) {
  Arguments out;
  for (const Parameter& p : report.parameters) {
    if (p.required) out[p.name] = "City v Rovers";
  }
  return out;
}

class ReportRunTest : public test::DatabaseTest {
 protected:
  Result result_of(const Report& report, const Arguments& arguments) {
    return run(*reader(), report, arguments, kMonth, test::kSampleNow, kLimit);
  }
  Result result_of(std::string_view name, const Arguments& arguments = {}) {
    const Report report = find_report({}, name);
    Arguments all = needed_by(report);
    for (const auto& [key, value] : arguments) all[key] = value;
    return result_of(report, all);
  }
  // Reading only is for good: the fixture's own connection stays able to write.
  store::Database* reader() {
    reader_ = scratch().open();
    return reader_.get();
  }

 private:
  std::unique_ptr<store::Database> reader_;
};
TOCSIN_ON_BOTH_DATABASES(ReportRunTest);

TEST_P(ReportRunTest, EveryShippedReportRunsOnAnEmptyDatabase) {
  for (const Source& source : sources({})) {
    const Result result = result_of(source.name);
    EXPECT_EQ(result.sections.size(), result.report.sections.size()) << source.name;
    EXPECT_THAT(html_page(result, Zone::utc()), HasSubstr("</html>")) << source.name;
  }
}

TEST_P(ReportRunTest, EveryShippedReportFindsRowsWhereThereAreSome) {
  test::fill_sample(db());
  for (const Source& source : sources({})) {
    const Result result = result_of(source.name);
    for (const Outcome& section : result.sections) {
      EXPECT_FALSE(section.rows.empty()) << source.name << ": " << section.title;
    }
    EXPECT_THAT(html_page(result, Zone::find("Europe/London")), HasSubstr("</html>"));
  }
}

// A filter on every parameter at once still has to be SQL that both databases take.
TEST_P(ReportRunTest, EveryParameterCanBeGiven) {
  for (const Source& source : sources({})) {
    const Report report = find_report({}, source.name);
    Arguments arguments;
    for (const Parameter& p : report.parameters) {
      arguments[p.name] = !p.one_of.empty()                  ? p.one_of.front()
                          : p.type == ParameterType::time    ? "2026-03-01"
                          : p.type == ParameterType::integer ? "2"
                                                             : "it's 100%";
    }
    EXPECT_NO_THROW((void)result_of(report, arguments)) << source.name;
  }
}

TEST_P(ReportRunTest, FiltersAndPagesTheLog) {
  test::fill_sample(db());
  const auto rows = [&](const Arguments& a) { return result_of("notifications", a).sections[0]; };
  const Outcome failed = rows({{"status", "failed"}, {"limit", "1000"}});
  ASSERT_FALSE(failed.rows.empty());
  const std::size_t status = column_of(find_report({}, "notifications"), failed, "status");
  for (const Row& row : failed.rows) EXPECT_EQ(std::get<std::string>(row[status]), "failed");

  const Outcome all = rows({{"limit", "1000"}});
  const Outcome second = rows({{"limit", "10"}, {"page", "2"}});
  ASSERT_EQ(second.rows.size(), 10U);
  for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(second.rows[i], all.rows[10 + i]);

  EXPECT_EQ(rows({{"person", "ann"}, {"limit", "1000"}}).rows.size(), 80U);
  EXPECT_EQ(rows({{"channel", "voice"}}).rows.size(), 0U);
  EXPECT_EQ(rows({{"since", "1h"}, {"until", "2026-03-16T06:00:00Z"}}).rows.size(), 0U);
}

TEST_P(ReportRunTest, PercentilesAreNearestRank) {
  db().query_text(
          "INSERT INTO person (id, source, external_id, name, created_at, updated_at) "
          "VALUES (1, 't', 'p', 'P', 0, 0)",
          {})
      .next();
  // 1, 2, … 200 ms: of 200 values the 50th percentile is the 100th, the 99th the 198th.
  for (int i = 1; i <= 200; ++i) {
    const std::string id = std::to_string(i);
    const std::vector<store::Value> message{i, id, test::kSampleNow - hours{2},
                                            test::kSampleNow - hours{2} + Duration{10 * i}};
    db().query_text(
            "INSERT INTO message (id, public_id, identity, person_id, channel, address, purpose, "
            "kind, "
            "subject_key, priority, lane, state, reason, due_at, created_at, sent_at) "
            "VALUES "
            "($1, $2, $2, 1, 'email', 'p@example.org', 'first', 'test', 's', 3, 2, 'sent', "
            "'planned', $3, $3, $4)",
            message)
        .next();
    const std::vector<store::Value> attempt{i, 201 - i};
    db().query_text(
            "INSERT INTO attempt (message_id, at, outcome, latency_ms) "
            "VALUES ($1, 0, 'delivered', $2)",
            attempt)
        .next();
  }
  const Report report = find_report({}, "notification-stats");
  const Result result = result_of(report, {});
  const Outcome& channels = result.section("Channels");
  ASSERT_EQ(channels.rows.size(), 1U);
  const auto at = [&](std::string_view name) {
    return std::get<std::int64_t>(channels.rows[0][column_of(report, channels, name)]);
  };
  EXPECT_EQ(at("latency_p50_ms"), 100);
  EXPECT_EQ(at("latency_p95_ms"), 190);
  EXPECT_EQ(at("latency_p99_ms"), 198);
  EXPECT_EQ(at("wait_p50_ms"), 1000);
  EXPECT_EQ(at("wait_p95_ms"), 1900);
}

TEST_P(ReportRunTest, NeverWrites) {
  test::fill_sample(db());
  const char* writes[] = {"DELETE FROM alert WHERE id = 1 RETURNING id",
                          "UPDATE person SET name = 'x' RETURNING id"};
  for (const char* sql : writes) {
    try {
      (void)result_of(own(fmt::format("/* tocsin\ntitle = \"W\"\n*/\n{}", sql)), {});
      FAIL() << sql;
    } catch (const Error& e) {
      EXPECT_EQ(e.status(), Exit::not_allowed) << e.what();
    }
  }
}

TEST_P(ReportRunTest, AnEndlessQueryIsStopped) {
  const Report endless =
      own("/* tocsin\ntitle = \"E\"\n*/\nWITH RECURSIVE n (i) AS (SELECT 1 "
          "UNION ALL SELECT i + 0 FROM n) SELECT COUNT(*) FROM n");
  try {
    (void)run(*reader(), endless, {}, kMonth, test::kSampleNow, Duration{200});
    FAIL() << "it ended";
  } catch (const Error& e) {
    EXPECT_EQ(e.status(), Exit::temporary) << e.what();
  }
}

TEST_P(ReportRunTest, ABadQueryOfTheirsIsNotOurBug) {
  try {
    (void)result_of(own("/* tocsin\ntitle = \"T\"\n*/\n-- section: A\nSELECT nonsense FROM alert"),
                    {});
    FAIL() << "ran";
  } catch (const Error& e) {
    EXPECT_EQ(e.status(), Exit::config);
    EXPECT_THAT(e.what(), HasSubstr("own.sql: section 'A'"));
    EXPECT_THAT(e.what(), HasSubstr("nonsense"));
  }
}

TEST(ReportRun, BothDatabasesSayTheSame) {
  TOCSIN_NEEDS_POSTGRES();
  test::ScratchDatabase sqlite(store::Dialect::sqlite);
  test::ScratchDatabase postgres(store::Dialect::postgres);
  test::fill_sample(sqlite.db());
  test::fill_sample(postgres.db());
  for (const Source& source : sources({})) {
    const Report report = find_report({}, source.name);
    const auto said_by = [&](test::ScratchDatabase& database) {
      return records_for_machines(
          run(*database.open(), report, needed_by(report), kMonth, test::kSampleNow, kLimit));
    };
    const auto here = said_by(sqlite);
    const auto there = said_by(postgres);
    for (std::size_t i = 0; i < here.size(); ++i) {
      EXPECT_EQ(Json(here[i].rows), Json(there[i].rows)) << source.name << ": " << here[i].title;
    }
  }
}

TEST(ReportValues, FitTheParameters) {
  const Report r = own(R"(/* tocsin
title = "T"
[parameters]
since = { type = "time", help = "h" }
until = { type = "time", help = "h" }
limit = { type = "integer", default = 5, min = 1, help = "h" }
status = { help = "h", one_of = ["a", "b"] }
event = { required = true, help = "which event" }
*/
SELECT :since, :until, :limit, :status, :event, :now)");
  const Instant now = test::kSampleNow;
  const auto values = values_of(r, {{"event", "7"}}, hours{24}, now);
  EXPECT_EQ(values.at("since"), Cell(to_ms(now - hours{24})));
  EXPECT_EQ(values.at("until"), Cell(to_ms(now)));
  EXPECT_EQ(values.at("limit"), Cell(std::int64_t{5}));
  EXPECT_EQ(values.at("status"), Cell(nullptr));
  EXPECT_EQ(values.at("event"), Cell(std::string("7")));
  EXPECT_EQ(values_of(r, {{"event", "7"}, {"since", "2h"}}, hours{24}, now).at("since"),
            Cell(to_ms(now - hours{2})));
  EXPECT_EQ(values_of(r, {{"event", "7"}, {"since", "2026-01-31"}}, hours{24}, now).at("since"),
            Cell(std::int64_t{1769817600000}));

  struct Case {
    Arguments arguments;
    std::string expected;
  };
  const Case cases[] = {
      {{}, "needs --event (which event)"},
      {{{"event", "7"}, {"limit", "0"}}, "--limit: must be at least 1"},
      {{{"event", "7"}, {"limit", "5x"}}, "'5x' is not a whole number"},
      {{{"event", "7"}, {"since", "soon"}}, "'soon' is neither a time"},
      {{{"event", "7"}, {"status", "c"}}, "'c' is not one of a, b"},
      {{{"event", "7"}, {"channel", "sms"}},
       "does not take --channel; it takes --since, --until, --limit, --status, --event"},
  };
  for (const Case& c : cases) {
    try {
      (void)values_of(r, c.arguments, hours{24}, now);
      FAIL() << c.expected;
    } catch (const Error& e) {
      EXPECT_EQ(e.status(), Exit::usage);
      EXPECT_THAT(e.what(), HasSubstr(c.expected));
    }
  }
}

}  // namespace
}  // namespace tocsin::report
