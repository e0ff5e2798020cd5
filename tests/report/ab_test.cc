// The report on variants: Wilson's intervals of shares and Newcombe's of their difference.

#include <gtest/gtest.h>

#include <chrono>

#include "report/catalog.h"
#include "report/run.h"
#include "support/databases.h"

namespace tocsin::report {
namespace {

constexpr Instant kNow{std::chrono::sys_days{std::chrono::year{2026} / 3 / 16}};

class ReportAbTest : public test::DatabaseTest {
 protected:
  // So many messages by this variant, of which so many were opened.
  void tell(const char* variant, int messages, int opened) {
    for (int i = 0; i < messages; ++i) {
      const std::string id = std::to_string(++made_);
      const std::vector<store::Value> values{made_, id, kNow - std::chrono::hours{1}, variant};
      run("INSERT INTO message (id, public_id, identity, person_id, channel, address, purpose, "
          "kind, subject_key, priority, lane, state, reason, due_at, created_at, sent_at, "
          "variant) VALUES ($1, $2, $2, 1, 'email', 'a', 'first', 'sale', 's', 3, 2, 'sent', "
          "'planned', $3, $3, $3, NULLIF($4, ''))",
          values);
      const std::vector<store::Value> link{made_, i < opened ? 2 : 0,
                                           i < opened ? store::Value(kNow) : store::Value(nullptr)};
      run("INSERT INTO message_link (message_id, purpose, uses, first_used_at, last_used_at) "
          "VALUES ($1, 'opened', $2, $3, $3)",
          link);
    }
  }
  void run(std::string_view sql, std::span<const store::Value> values) {
    db().query_text(sql, values).next();
  }
  std::int64_t made_ = 0;
};
TOCSIN_ON_BOTH_DATABASES(ReportAbTest);

// R. G. Newcombe, "Interval estimation for the difference between independent proportions",
// Statistics in Medicine 17 (1998), table II, (a): 56 of 70 against 48 of 80, method 10: 0.0524 to
// 0.3339.
TEST_P(ReportAbTest, IntervalsAreThoseOfTheLiterature) {
  run("INSERT INTO person (id, source, external_id, name, created_at, updated_at) "
      "VALUES (1, 't', 'p', 'P', 0, 0)",
      {});
  tell("", 80, 48);
  tell("b", 70, 56);
  const auto reader = scratch().open();
  const Report report = find_report({}, "ab");
  const Result result =
      report::run(*reader, report, {}, std::chrono::hours{24 * 30}, kNow, std::chrono::seconds{30});
  const Outcome& shares = result.section("Opened and followed");
  ASSERT_EQ(shares.rows.size(), 2U);
  const auto cell = [&](std::size_t row, std::string_view name) {
    return std::get<double>(shares.rows[row][column_of(report, shares, name)]);
  };
  EXPECT_EQ(cell(1, "percent"), 80.0);
  EXPECT_EQ(cell(1, "difference"), 20.0);
  EXPECT_EQ(cell(1, "difference_low"), 5.2);
  EXPECT_EQ(cell(1, "difference_high"), 33.4);
  EXPECT_EQ(cell(0, "percent_low"), 49.0);
  EXPECT_EQ(cell(0, "percent_high"), 70.0);
}

}  // namespace
}  // namespace tocsin::report
