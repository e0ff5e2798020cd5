#include "records/mapping/csv.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

#include "records/mapping/json_rows.h"
#include "support/fixtures.h"

namespace tocsin::records {
namespace {

class RowsTest : public ::testing::Test {
 protected:
  // Each row as "LINE a|b", or "LINE !fault".
  std::vector<std::string> csv(std::string_view text, char delimiter = ',') {
    LineReader lines(write(text));
    std::vector<std::string> out;
    for (CsvReader reader(lines, delimiter); reader.next();) {
      out.push_back(reader.fault().empty()
                        ? fmt::format("{} {}", reader.line(), fmt::join(reader.fields(), "|"))
                        : fmt::format("{} !{}", reader.line(), reader.fault()));
    }
    return out;
  }
  std::vector<std::string> json(std::string_view text) {
    LineReader lines(write(text));
    std::vector<std::string> out;
    for (JsonRows reader(lines); reader.next();) {
      out.push_back(fmt::format("{} {}", reader.line(),
                                reader.fault().empty() ? reader.object().dump() : "!"));
    }
    return out;
  }
  std::string write(std::string_view text) {
    const auto file = folder_ / "file";
    std::ofstream(file, std::ios::binary) << text;
    return file.string();
  }
  test::ScratchFolder folder_;
};

using Strings = std::vector<std::string>;

TEST_F(RowsTest, CsvIsThatOfRfc4180) {
  EXPECT_EQ(csv("a,b\r\nc,d\r\n"), (Strings{"1 a|b", "2 c|d"}));
  EXPECT_EQ(csv("a,b\nc,d"), (Strings{"1 a|b", "2 c|d"}));
  EXPECT_EQ(csv("a,,\n\n,b\n"), (Strings{"1 a||", "3 |b"}));
  EXPECT_EQ(csv("\"a,b\",\"c\"\"d\"\n"), (Strings{"1 a,b|c\"d"}));
  EXPECT_EQ(csv("\"a\n\nb\",c\nd,e\n"), (Strings{"1 a\n\nb|c", "4 d|e"}));
  EXPECT_EQ(csv("\"\",x\n"), (Strings{"1 |x"}));
  EXPECT_EQ(csv("a;b,c\n", ';'), (Strings{"1 a|b,c"}));
  EXPECT_EQ(csv("\xEF\xBB\xBF"
                "a,b\n"),
            (Strings{"1 a|b"}));
  EXPECT_EQ(csv(""), Strings{});
}

TEST_F(RowsTest, WhatIsWrongWithARowIsSaidAndTheNextIsRead) {
  EXPECT_EQ(csv("\"a\"b,c\nd,e\n"),
            (Strings{"1 !has text behind the closing quote of field 1", "2 d|e"}));
  EXPECT_EQ(csv("a,\"b\nc"), (Strings{"1 !ends within a quoted field"}));
  EXPECT_EQ(csv("a\"b,c\n"), (Strings{"1 a\"b|c"}));  // a quote within plain text is one
  EXPECT_EQ(csv(std::string(kMaxColumns, ',') + "\nx\n"),
            (Strings{"1 !has more than 10000 fields", "2 x"}));
}

TEST_F(RowsTest, JsonIsLinesObjectsOrOneArray) {
  EXPECT_EQ(json("{\n\"a\":\n1}\n{\"b\":2} {\"c\":3}\n"),
            (Strings{"1 {\"a\":1}", "4 {\"b\":2}", "4 {\"c\":3}"}));
  EXPECT_EQ(json("{\"a\":"), Strings{"1 !"});
  EXPECT_EQ(json("{\"a\":}\n{\"b\":2}\n"), (Strings{"1 !", "2 {\"b\":2}"}));
  EXPECT_EQ(json("{\"a\":1}\n\n{\"b\":2}\n"), (Strings{"1 {\"a\":1}", "3 {\"b\":2}"}));
  EXPECT_EQ(json("[{\"a\":1},\n {\"b\":\n[\"]}\\\"\"]}]\n"),
            (Strings{"1 {\"a\":1}", "2 {\"b\":[\"]}\\\"\"]}"}));
  EXPECT_EQ(json("[]"), Strings{});
  EXPECT_EQ(json("[1, {\"a\":1}]"), (Strings{"1 !", "1 {\"a\":1}"}));
  EXPECT_EQ(json("[{\"a\":1}"), (Strings{"1 {\"a\":1}", "1 !"}));
  EXPECT_EQ(json("nonsense\n{\"a\":1}\n"), (Strings{"1 !", "2 {\"a\":1}"}));
}

}  // namespace
}  // namespace tocsin::records
