#include "scrape/decide_follow.h"

#include <gtest/gtest.h>

namespace tocsin::scrape {
namespace {

TEST(DecideFollow, CountsStepsAndParts) {
  using Kind = PageLink::Kind;
  struct Row {
    PageLink link;
    store::PageStanding from;
    std::optional<store::PageStanding> to;
  };
  const Row rows[] = {
      {{Kind::next, "u", 3}, {0, 1}, {{0, 2}}},     {{Kind::next, "u", 3}, {0, 2}, {{0, 3}}},
      {{Kind::next, "u", 3}, {0, 3}, {}},           {{Kind::next, "u", 3}, {1, 1}, {{1, 2}}},
      {{Kind::followed, "u", 1}, {0, 1}, {{1, 1}}}, {{Kind::followed, "u", 1}, {0, 9}, {{1, 1}}},
      {{Kind::followed, "u", 1}, {1, 1}, {}},       {{Kind::followed, "u", 2}, {1, 4}, {{2, 1}}},
  };
  for (const Row& row : rows) {
    const auto pages = pages_to_follow({row.link}, row.from);
    ASSERT_EQ(pages.size(), row.to.has_value() ? 1U : 0U);
    if (!pages.empty()) {
      EXPECT_EQ(pages[0].standing, *row.to);
    }
  }
}

}  // namespace
}  // namespace tocsin::scrape
