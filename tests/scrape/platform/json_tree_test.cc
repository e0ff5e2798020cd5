#include "scrape/platform/json_tree.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace tocsin::scrape {
namespace {

std::string found(std::string_view json, std::string_view pointer) {
  Problems problems;
  const JsonValue root = read_json_tree(json, "json", problems);
  std::string why;
  const auto parsed = JsonPointer::parse(pointer, why);
  if (!parsed) return "refused: " + why;
  std::vector<std::string> out;
  for (const JsonValue* value : parsed->find(root)) {
    out.push_back(value->items.empty() ? value->text : "{}");
  }
  return join(out, " ");
}

TEST(JsonPointer, LeadsToValues) {
  constexpr std::string_view kJson =
      R"({"a": {"b": [1, {"c": "x"}, [true, null]]}, "": 7, "m/n": 8, "t~u": 9, "0": "zero",
          "events": [{"id": 1}, {"id": 2}, {"other": 3}], "a": {"b": [10.50, {"c": "last"}]}})";
  struct Row {
    std::string_view pointer, found;
  };
  const Row rows[] = {
      {"/a/b/0", "10.50"},  // a name given twice: the last counts; a number as it is written
      {"/a/b/1/c", "last"},
      {"/", "7"},
      {"/m~1n", "8"},
      {"/t~0u", "9"},
      {"/0", "zero"},
      {"/a/b/7", ""},
      {"/a/b/01", ""},
      {"/a/b/-", ""},
      {"/a/x/y", ""},
      {"/events/*/id", "1 2"},
      {"/events/*", "{} {} {}"},
      {"", "{}"},
      {"a", "refused: a JSON Pointer begins with '/'"},
      {"/a~2", "refused: '~' stands only in ~0 (for ~) and ~1 (for /)"},
  };
  for (const Row& row : rows) EXPECT_EQ(found(kJson, row.pointer), row.found) << row.pointer;
}

TEST(JsonTree, ReadsWhatScriptsHold) {
  EXPECT_EQ(found("{name: 'It\\'s', list: [1,2,], x: undefined}; window.y = {};", "/name"), "It's");
  EXPECT_EQ(found(R"({"a": 1} trailing)", "/a"), "1");
  EXPECT_EQ(found(R"({"a": [1, 2)", "/a/*"), "1 2");
  EXPECT_EQ(found("", ""), "");
}

TEST(JsonTree, DepthAndBreakageAreReportedNotFatal) {
  Problems problems;
  (void)read_json_tree(std::string(100'000, '['), "state", problems);
  const auto list = std::move(problems).take();
  ASSERT_FALSE(list.empty());
  EXPECT_TRUE(list.front().starts_with("state, byte ")) << list.front();
}

}  // namespace
}  // namespace tocsin::scrape
