#include "records/mapping/mapping.h"

#include <gtest/gtest.h>

#include "base/error.h"

namespace tocsin::records {
namespace {

constexpr std::string_view kFile = R"(
group = "id"
source = "other"
time_zone = "Europe/London"
times = ["%d/%m/%Y %H:%M"]
absent = ["", "?"]
[[record]]
type = "ticket"
rows = "last"
[record.fields]
external_id = "id"
subject = { column = "title", prefix = "Re: ", value = "none" }
priority = { column = "prio", words = { P1 = "critical", skip = "" } }
tags = { column = "labels", separator = " " }
created_at = "when"
[[record]]
type = "ticket_activity"
rows = "changes"
initial = "open"
when = { state = "*" }
[record.fields]
ticket = "id"
kind = { value = "status" }
at = "when"
to = "state"
)";

// id, title, prio, labels, when, state: as the file refers to them, the group first.
Cells row(const char* id, const char* title, const char* prio, const char* labels, const char* when,
          const char* state) {
  const Mapping m = read_mapping(kFile, "m");
  const std::map<std::string, const char*> values{{"id", id},     {"title", title},
                                                  {"prio", prio}, {"labels", labels},
                                                  {"when", when}, {"state", state}};
  Cells out;
  for (const std::string& column : m.columns) out.emplace_back(values.at(column));
  return out;
}

TEST(Mapping, MakesRecordsOfTheRowsThatBelongTogether) {
  const Mapping m = read_mapping(kFile, "m");
  const std::vector rows{row("7", "A", "P1", "x y", "1/7/2026 09:00", "open"),
                         row("7", "?", "p1", "x", "2/7/2026 09:00", "waiting"),
                         row("7", "B", "p1", "x", "2/7/2026 10:00", "?"),
                         row("7", "B", "odd", "z x", "1/12/2026 09:30", "closed")};
  const auto mapped = map_group(m, rows);
  ASSERT_EQ(mapped.size(), 3U);
  EXPECT_EQ(mapped[0].row, 3U);
  EXPECT_EQ(mapped[0].record, (Json{{"type", "ticket"},
                                    {"source", "other"},
                                    {"external_id", "7"},
                                    {"subject", "Re: B"},
                                    {"priority", "odd"},  // for the reader of records to refuse
                                    {"tags", {"z", "x"}},
                                    {"created_at", "2026-12-01T09:30:00Z"}}));
  EXPECT_EQ(mapped[1].record["from"], "open");
  EXPECT_EQ(mapped[1].record["to"], "waiting");
  EXPECT_EQ(mapped[1].record["at"], "2026-07-02T08:00:00Z");  // London is an hour ahead in July
  EXPECT_EQ(mapped[2].record["from"], "waiting");
  EXPECT_EQ(mapped[2].record["to"], "closed");
}

TEST(Mapping, WhatStandsForNothingIsLeftOut) {
  const Mapping m = read_mapping(kFile, "m");
  const auto mapped =
      map_group(m, std::vector<Cells>{row("7", "?", "skip", "", "31/2/2026 09:00", "open")});
  ASSERT_EQ(mapped.size(), 1U);
  EXPECT_EQ(mapped[0].record,
            (Json{{"type", "ticket"},
                  {"source", "other"},
                  {"external_id", "7"},
                  {"subject", "none"},
                  {"created_at", "31/2/2026 09:00"}}));  // no such day: refused later
}

TEST(Mapping, WhatShipsCanBeRead) {
  const auto names = mapping_names({});
  EXPECT_EQ(names, (std::vector<std::string>{"help_desk", "incident_log"}));
  for (const std::string& name : names) EXPECT_NO_THROW((void)load_mapping(name, {})) << name;
}

TEST(Mapping, WhatIsNoneIsRefusedWithItsLine) {
  struct Case {
    std::string text, reason;
  };
  const std::string record = "[[record]]\ntype = \"ticket\"\n";
  const Case cases[] = {
      {"", "m:1: there is no [[record]]"},
      {"formt = \"csv\"\n", "m:1: unknown key 'formt' (did you mean 'format'?)"},
      {"delimiter = \",,\"\n" + record, "m:1: 'delimiter' must be one character"},
      {"time_zone = \"Mars/Here\"\n" + record, "m:1: 'Mars/Here' is no time zone"},
      {"[[record]]\ntype = \"price_point\"\n", "m:2: 'price_point' is no record"},
      {record + "rows = \"last\"\n", "m:3: 'rows' needs a 'group'"},
      {record, "m:1: 'fields' is missing"},
      {record + "[record.fields]\nsubjct = \"x\"\n",
       "m:4: unknown key 'subjct' (did you mean 'subject'?)"},
      {record + "[record.fields]\nsubject = {}\n", "m:4: a field has a column or a value"},
      {record + "[record.fields]\nsubject = { column = \"a\", words = \"b\" }\n",
       "m:4: 'words' must be a table"},
      {"format = \"json\"\n" + record + "[record.fields]\nsubject = \"/a~\"\n",
       "m:1: '/a~' is no JSON pointer (RFC 6901)"},
      {"group = \"a\"\n" + record + "rows = \"changes\"\n[record.fields]\nsubject = \"a\"\n",
       "m:4: changes are those of the field 'to', which has no column"},
  };
  for (const Case& c : cases) {
    try {
      (void)read_mapping(c.text, "m");
      ADD_FAILURE() << c.text;
    } catch (const Error& e) {
      EXPECT_EQ(e.status(), Exit::config);
      EXPECT_TRUE(std::string_view(e.what()).starts_with(c.reason)) << e.what();
    }
  }
}

}  // namespace
}  // namespace tocsin::records
