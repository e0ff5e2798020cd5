#include "report/named_parameters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tocsin::report {
namespace {

Numbered numbered(std::string_view sql) {
  return number_parameters(sql, [](std::string_view name) -> std::string_view {
    return name == "text" ? "TEXT" : "BIGINT";
  });
}

TEST(NamedParameters, BecomeNumbersOutsideOfWhatHidesThem) {
  struct Case {
    std::string sql, expected;
    std::vector<std::string> names;
  };
  const Case cases[] = {
      {"SELECT 1", "SELECT 1", {}},
      {"a >= :since", "a >= CAST($1 AS BIGINT)", {"since"}},
      {":a+:b+:a", "CAST($1 AS BIGINT)+CAST($2 AS BIGINT)+CAST($1 AS BIGINT)", {"a", "b"}},
      {":text IS NULL", "CAST($1 AS TEXT) IS NULL", {"text"}},
      {"':since' || :text", "':since' || CAST($1 AS TEXT)", {"text"}},
      {"'it''s :x' = :text", "'it''s :x' = CAST($1 AS TEXT)", {"text"}},
      {"\"odd:name\" = :a", "\"odd:name\" = CAST($1 AS BIGINT)", {"a"}},
      {"-- of :a\n:b", "-- of :a\nCAST($1 AS BIGINT)", {"b"}},
      {"/* :a\n:c */ :b", "/* :a\n:c */ CAST($1 AS BIGINT)", {"b"}},
      {"x::bigint + :a", "x::bigint + CAST($1 AS BIGINT)", {"a"}},
      {":a::bigint", "CAST($1 AS BIGINT)::bigint", {"a"}},
      {":a_1,:A_2", "CAST($1 AS BIGINT),CAST($2 AS BIGINT)", {"a_1", "A_2"}},
      {"1:2, : a, :", "1:2, : a, :", {}},
      {"':never closed :a", "':never closed :a", {}},
      {"/* :never closed", "/* :never closed", {}},
      {"-- :last line", "-- :last line", {}},
  };
  for (const Case& c : cases) {
    const Numbered got = numbered(c.sql);
    EXPECT_EQ(got.sql, c.expected);
    EXPECT_EQ(got.names, c.names) << c.sql;
  }
}

}  // namespace
}  // namespace tocsin::report
