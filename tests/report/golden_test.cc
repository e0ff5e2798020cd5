// What scripts read: JSON lines and CSV of the shipped reports, byte for byte.
// TOCSIN_ACCEPT=1 rewrites the expected files.

#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

#include "base/file.h"
#include "cli/output.h"
#include "report/catalog.h"
#include "report/records.h"
#include "report/sample_data.h"
#include "support/databases.h"

namespace tocsin::report {
namespace {

void expect_golden(const std::string& name, const std::string& text) {
  const auto file = std::filesystem::path(TOCSIN_SOURCE_DIR) / "tests" / "report" / "golden" / name;
  if (std::getenv("TOCSIN_ACCEPT") != nullptr) write_file(file, text);
  ASSERT_TRUE(std::filesystem::exists(file)) << "TOCSIN_ACCEPT=1 writes " << file;
  EXPECT_EQ(text, read_file(file)) << name;
}

std::string printed(store::Database& db, std::string_view name, const Arguments& arguments,
                    cli::Format format) {
  const Result result = run(db, find_report({}, name), arguments, std::chrono::hours{24 * 30},
                            test::kSampleNow, std::chrono::seconds{30});
  const auto all = format == cli::Format::table
                       ? records_for_people(result, Zone::find("Europe/London"))
                       : records_for_machines(result);
  std::ostringstream text;
  cli::Output out(text, format, false, 100);
  for (const Records& r : all) {
    std::vector<cli::Column> columns;
    for (const auto& h : r.headings) {
      columns.push_back({.key = h.key, .title = h.title, .right = h.right});
    }
    out.rows(columns, r.rows);
  }
  return text.str();
}

class ReportGoldenTest : public test::DatabaseTest {};
TOCSIN_ON_BOTH_DATABASES(ReportGoldenTest);

TEST_P(ReportGoldenTest, Prints) {
  test::fill_sample(db());
  const auto reader = scratch().open();
  const Arguments ten{{"limit", "10"}};
  using enum cli::Format;
  expect_golden("compliance.jsonl", printed(*reader, "compliance", {{"limit", "5"}}, json));
  expect_golden("failed.jsonl", printed(*reader, "failed", ten, json));
  expect_golden("failed.csv", printed(*reader, "failed", ten, csv));
  expect_golden("failed.txt", printed(*reader, "failed", ten, table));
  expect_golden("notification-stats.jsonl", printed(*reader, "notification-stats", {}, json));
  expect_golden("platforms.csv", printed(*reader, "platforms", {}, csv));
  expect_golden("price-history.jsonl",
                printed(*reader, "price-history", {{"event", "EV-2"}, {"limit", "2"}}, json));
}

}  // namespace
}  // namespace tocsin::report
