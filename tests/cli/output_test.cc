#include "cli/output.h"

#include <gtest/gtest.h>

#include <sstream>

namespace tocsin::cli {
namespace {

const std::vector<Column> kColumns{{"name", "NAME"}, {"n", "N", true}};

std::string printed(Format format, const std::vector<OrderedJson>& rows, std::size_t width = 0,
                    bool colour = false, const std::vector<Column>& columns = kColumns) {
  std::ostringstream out;
  Output(out, format, colour, width).rows(columns, rows, "Nothing.");
  return out.str();
}

TEST(Output, TheSameRowsInEachFormat) {
  const std::vector<OrderedJson> rows{{{"name", "a,\"b\""}, {"n", 5}, {"more", true}},
                                      {{"name", "c"}, {"n", nullptr}}};
  EXPECT_EQ(printed(Format::table, rows), "NAME   N\na,\"b\"  5\nc\x20\x20\x20\x20\x20\x20\x20\n");
  EXPECT_EQ(printed(Format::json, rows),
            "{\"name\":\"a,\\\"b\\\"\",\"n\":5,\"more\":true}\n{\"name\":\"c\",\"n\":null}\n");
  EXPECT_EQ(printed(Format::csv, rows), "name,n\r\n\"a,\"\"b\"\"\",5\r\nc,\r\n");
}

TEST(Output, NothingIsSaidOnlyToPeople) {
  EXPECT_EQ(printed(Format::table, {}), "Nothing.\n");
  EXPECT_EQ(printed(Format::json, {}), "");
  EXPECT_EQ(printed(Format::csv, {}), "name,n\r\n");
}

TEST(Output, ATableFitsItsTerminal) {
  const std::vector<OrderedJson> rows{{{"name", std::string(60, 'x') + "é"}, {"n", 12345}}};
  const std::string text = printed(Format::table, rows, 30);
  EXPECT_NE(text.find("…"), std::string::npos);
  EXPECT_NE(text.find("12345"), std::string::npos);
  EXPECT_EQ(printed(Format::table, rows, 0).find("…"), std::string::npos);
}

TEST(Output, TextFromOutsideCannotDriveTheTerminal) {
  const std::string text = printed(Format::table, {{{"name", "\x1b[2J\x07gone\nline"}, {"n", 1}}});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\x07'), std::string::npos);
  EXPECT_NE(text.find("gone line"), std::string::npos);
}

TEST(Output, ColourOnlyWhereItIsOn) {
  const std::vector<Column> red{
      {"name", "NAME", false, [](const OrderedJson&) { return Colour::red; }}};
  const std::vector<OrderedJson> rows{{{"name", "x"}}};
  EXPECT_NE(printed(Format::table, rows, 0, true, red).find("\x1b[31mx\x1b[0m"), std::string::npos);
  EXPECT_EQ(printed(Format::table, rows, 0, false, red).find('\x1b'), std::string::npos);
}

TEST(Output, ARecordKeepsTheLinesOfItsTexts) {
  std::ostringstream out;
  Output(out, Format::table, false, 0).record({{"id", 7}, {"body", "one\r\ntwo\x1b\n"}});
  EXPECT_EQ(out.str(), "id    7\nbody  one\n      two\xEF\xBF\xBD\n\n");
}

TEST(Output, MoneyReadsAsMoney) {
  EXPECT_EQ(cell_text({{"amount", "119.50"}, {"currency", "GBP"}}), "119.50 GBP");
  EXPECT_EQ(cell_text(true), "yes");
  EXPECT_EQ(cell_text(nullptr), "");
}

}  // namespace
}  // namespace tocsin::cli
