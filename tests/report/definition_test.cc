#include "report/definition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/error.h"
#include "report/catalog.h"
#include "support/fixtures.h"

namespace tocsin::report {
namespace {

using ::testing::HasSubstr;

std::string fault_of(std::string_view text) {
  try {
    (void)parse_report("own", text, "own.sql");
  } catch (const Error& e) {
    EXPECT_EQ(e.status(), Exit::config) << text;
    return e.what();
  }
  return "no fault";
}

TEST(ReportDefinition, ReadsHeaderAndSections) {
  const Report r = parse_report("own", R"(/* tocsin
title = "Own"
format = "html"
[parameters]
since = { type = "time", help = "from" }
limit = { type = "integer", default = 5, min = 1, help = "rows" }
kind = { help = "kind", one_of = ["a", "b"] }
[columns]
x = { title = "An x", as = "duration" }
[[card]]
title = "N"
section = "One"
column = "n"
bad_above = 0
[[chart]]
title = "C"
section = "Two; and more"
type = "step"
x = "at"
y = ["x"]
*/
-- what the first one is for
-- section: One
SELECT COUNT(*) AS n FROM t WHERE at > :since AND k = :kind AND ';' <> '-- section: not one';
-- section: Two; and more
SELECT at, x FROM t LIMIT :limit
)",
                                "own.sql");
  EXPECT_EQ(r.title, "Own");
  ASSERT_EQ(r.sections.size(), 2U);
  EXPECT_EQ(r.sections[0].title, "One");
  EXPECT_THAT(r.sections[0].sql, ::testing::EndsWith("not one'"));
  EXPECT_EQ(r.sections[1].sql, "SELECT at, x FROM t LIMIT :limit");
  ASSERT_EQ(r.parameters.size(), 3U);
  EXPECT_EQ(r.parameters[0].name, "since") << "in the order they were written";
  EXPECT_EQ(r.parameters[1].fallback, "5");
  EXPECT_EQ(r.columns.at("x").kind, ColumnKind::duration);
  EXPECT_EQ(r.charts[0].type, ChartType::step);
  EXPECT_EQ(r.cards[0].bad_above, 0);
}

TEST(ReportDefinition, WhatIsCommonBeginsEverySection) {
  const Report r = parse_report("own", R"(/* tocsin
title = "Own"
*/
-- common:
with a AS (SELECT 1 AS n)  -- the one
-- section: One
SELECT n FROM a;
-- section: Two
-- its own
WITH recursive b AS (SELECT n FROM a) SELECT n FROM b
-- section: Three
WITHIN
)",
                                "own.sql");
  ASSERT_EQ(r.sections.size(), 3U);
  EXPECT_EQ(r.sections[0].sql, "WITH RECURSIVE a AS (SELECT 1 AS n)  -- the one\nSELECT n FROM a");
  EXPECT_EQ(r.sections[1].sql,
            "WITH RECURSIVE a AS (SELECT 1 AS n)  -- the one\n, b AS (SELECT n FROM a) SELECT n "
            "FROM b");
  EXPECT_THAT(r.sections[2].sql, ::testing::EndsWith("\nWITHIN"));
}

TEST(ReportDefinition, OneQueryNeedsNoSectionLine) {
  const Report r = parse_report("own", "/* tocsin\ntitle = \"T\"\n*/\nSELECT 1", "own.sql");
  ASSERT_EQ(r.sections.size(), 1U);
  EXPECT_EQ(r.sections[0].title, "T");
}

TEST(ReportDefinition, FaultsNameFileLineAndReason) {
  const std::string q = "*/\nSELECT 1";
  struct Case {
    std::string text, expected;
  };
  const Case cases[] = {
      {"SELECT 1", "own.sql:1: a report begins with a comment"},
      {"", "own.sql:1: a report begins with a comment"},
      {"/* tocsin\ntitle = \"T\"", "own.sql:1: the comment is not closed"},
      {"/* tocsin\n" + q, "own.sql:1: 'title' is missing"},
      {"/* tocsin\ntitle = 3\n" + q, "own.sql:2: 'title' must be a text"},
      {"/* tocsin\ntitle = \"T\"\n\ntitel = \"T\"\n" + q,
       "own.sql:4: unknown key 'titel' (did you mean 'title'?)"},
      {"\n\n/* tocsin\ntitle = \"T\n" + q, "own.sql:4: "},
      {"/* tocsin\ntitle = \"T\"\n*/\n-- nothing\n", "own.sql: there is no query"},
      {"/* tocsin\ntitle = \"T\"\n*/\n-- section: A\n-- section: B\nSELECT 1",
       "own.sql:4: section 'A' has no query"},
      {"/* tocsin\ntitle = \"T\"\n*/\n-- section: A\nSELECT 1\n-- section: A\nSELECT 1",
       "there are two sections 'A'"},
      {"/* tocsin\ntitle = \"T\"\n*/\n-- section:\nSELECT 1", "own.sql:4: a section needs a title"},
      {"/* tocsin\ntitle = \"T\"\n*/\nSELECT :nobody",
       "uses :nobody, which is not among the parameters"},
      {"/* tocsin\ntitle = \"T\"\n[parameters]\na = { help = \"h\" }\n" + q,
       "no query uses the parameter 'a'"},
      {"/* tocsin\ntitle = \"T\"\n[parameters]\na = { }\n*/\nSELECT :a",
       "own.sql:4: 'help' is missing"},
      {"/* tocsin\ntitle = \"T\"\n[parameters]\na = { help = \"h\", type = \"date\" }\n*/\n"
       "SELECT :a",
       "own.sql:4: 'date' is not one of time, text, integer"},
      {"/* tocsin\ntitle = \"T\"\n[parameters]\nnow = { help = \"h\" }\n*/\nSELECT :now",
       "own.sql:4: 'now' is always there"},
      {"/* tocsin\ntitle = \"T\"\n[[card]]\ntitle = \"C\"\nsection = \"No\"\ncolumn = \"n\"\n" + q,
       "own.sql:3: there is no section 'No'"},
      {"/* tocsin\ntitle = \"T\"\n[[chart]]\ntitle = \"C\"\nx = \"at\"\n" + q,
       "own.sql:3: 'y' names no column"},
      {"/* tocsin\ntitle = \"T\"\n[[chart]]\ntitle = \"C\"\nx = \"at\"\ny = [1]\n" + q,
       "own.sql:6: 'y' must be a list of texts"},
      {"/* tocsin\ntitle = \"T\"\n[[chart]]\ntitle = \"C\"\nx = \"at\"\ny = [\"n\"]\n"
       "interval = [\"low\"]\n" +
           q,
       "own.sql:3: 'interval' names two columns"},
      {"/* tocsin\ntitle = \"T\"\n[[chart]]\ntitle = \"C\"\nx = \"at\"\ny = [\"n\", \"m\"]\n"
       "interval = [\"low\", \"high\"]\n" +
           q,
       "own.sql:3: 'interval' goes with one column"},
      {"/* tocsin\ntitle = \"T\"\n[[chart]]\ntitle = \"C\"\ntype = \"step\"\nx = \"at\"\n"
       "y = [\"n\"]\ninterval = [\"low\", \"high\"]\n" +
           q,
       "own.sql:3: 'interval' is for lines"},
      {"/* tocsin\ntitle = \"T\"\n*/\n-- common:\nSELECT 1\n-- section: A\nSELECT 1",
       "own.sql:4: what is common begins with WITH"},
      {"/* tocsin\ntitle = \"T\"\n*/\n-- section: A\nSELECT 1\n-- common:\nWITH a AS (SELECT 1)",
       "own.sql:6: what is common stands once, before all sections"},
      {"/* tocsin\ntitle = \"T\"\n*/\n-- common:\nWITH a AS (SELECT 1)\n",
       "own.sql: there is no query"},
      {"/* tocsin\ntitle = \"T\xFF\"\n" + q, "own.sql:2: not UTF-8"},
  };
  for (const Case& c : cases) EXPECT_THAT(fault_of(c.text), HasSubstr(c.expected)) << c.text;
}

TEST(ReportCatalog, OwnFilesOverrideAndAdd) {
  test::ScratchFolder folder;
  std::ofstream(folder / "failed.sql") << "/* tocsin\ntitle = \"Mine\"\n*/\nSELECT 1 AS one";
  std::ofstream(folder / "extra.sql") << "/* tocsin\ntitle = \"Extra\"\n*/\nSELECT 1 AS one";
  std::ofstream(folder / "notes.txt") << "no report";
  EXPECT_EQ(find_report(folder.path(), "failed").title, "Mine");
  EXPECT_EQ(find_report(folder.path(), "extra").title, "Extra");
  EXPECT_EQ(find_report({}, "failed").title, "Failed messages");
  for (const Source& s : sources(folder.path())) {
    EXPECT_EQ(s.overrides, s.name == "failed") << s.name;
  }
}

TEST(ReportCatalog, AnUnknownNameGetsTheNearest) {
  try {
    (void)find_report({}, "alrts");
    FAIL() << "found";
  } catch (const Error& e) {
    EXPECT_EQ(e.status(), Exit::no_input);
    EXPECT_THAT(e.what(), HasSubstr("did you mean 'alerts'?"));
  }
}

}  // namespace
}  // namespace tocsin::report
