#include "report/cell.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/time.h"
#include "report/story.h"

namespace tocsin::report {
namespace {

std::int64_t ms(std::string_view text) {
  return to_ms(*parse_instant(text));
}

struct Seen {
  std::string machine, person;
  double number;
};

Seen seen(ColumnKind kind, const Cell& cell, const Zone& zone = Zone::utc()) {
  std::vector<Column> columns = columns_named({"x"});
  columns[0].kind = kind;
  const Row row{cell};
  return {json_value(columns, row, 0).dump(), said(columns, row, 0, zone),
          number_of(columns, row, 0)};
}

TEST(ReportCell, WordsFlagsAndPriorities) {
  EXPECT_EQ(seen(ColumnKind::word, std::string("first_response")).person, "first response");
  EXPECT_EQ(seen(ColumnKind::word, std::string("first_response")).machine, "\"first_response\"");
  EXPECT_EQ(seen(ColumnKind::flag, std::int64_t{1}).person, "yes");
  EXPECT_EQ(seen(ColumnKind::flag, std::int64_t{1}).machine, "true");
  EXPECT_EQ(seen(ColumnKind::flag, std::int64_t{0}).person, "");
  EXPECT_EQ(seen(ColumnKind::flag, nullptr).machine, "null");
  EXPECT_EQ(seen(ColumnKind::priority, std::string("critical")).number, 5);
  EXPECT_EQ(seen(ColumnKind::priority, std::string("low")).number, 1);
}

// ISO 8601: the week belongs to the year of its Thursday.
TEST(ReportCell, Weeks) {
  struct Case {
    const char *at, *week;
  };
  const Case cases[] = {{"2026-03-09T00:00:00Z", "2026-W11"}, {"2026-03-08T23:59:59Z", "2026-W10"},
                        {"2024-12-30T00:00:00Z", "2025-W01"}, {"2027-01-03T12:00:00Z", "2026-W53"},
                        {"2021-01-03T23:59:59Z", "2020-W53"}, {"2023-01-01T00:00:00Z", "2022-W52"},
                        {"2018-01-01T00:00:00Z", "2018-W01"}, {"1969-12-29T00:00:00Z", "1970-W01"}};
  for (const Case& c : cases) {
    EXPECT_EQ(seen(ColumnKind::week, ms(c.at)).person, c.week) << c.at;
    EXPECT_EQ(seen(ColumnKind::week, ms(c.at)).machine, fmt::format("\"{}\"", c.week)) << c.at;
  }
}

TEST(ReportCell, Stories) {
  const std::string text =
      fmt::format("{} created\n{} assigned to Ann\nLee\n{} resolved", ms("2026-03-28T23:30:00Z"),
                  ms("2026-03-28T23:50:00Z"), ms("2026-03-29T00:30:00Z"));
  EXPECT_EQ(seen(ColumnKind::story, text).person,
            "2026-03-28 23:30Z created · 23:50Z assigned to Ann Lee · 2026-03-29 00:30Z resolved");
  // There the clocks are ahead: all of it is one day.
  EXPECT_EQ(seen(ColumnKind::story, text, Zone::find("Europe/Berlin")).person,
            "2026-03-29 00:30 created · 00:50 assigned to Ann Lee · 01:30 resolved");
  EXPECT_EQ(seen(ColumnKind::story, text).machine,
            R"([{"at":"2026-03-28T23:30:00Z","what":"created"},)"
            R"({"at":"2026-03-28T23:50:00Z","what":"assigned to Ann Lee"},)"
            R"({"at":"2026-03-29T00:30:00Z","what":"resolved"}])");
  EXPECT_EQ(seen(ColumnKind::story, std::string("once upon a time")).person, "once upon a time");
  EXPECT_FALSE(story_from("99999999999999999999 too late"));
  EXPECT_TRUE(story_from("")->empty());
}

}  // namespace
}  // namespace tocsin::report
