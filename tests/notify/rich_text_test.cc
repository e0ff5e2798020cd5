#include "notify/rich_text.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "notify/markup.h"
#include "support/hostile_text.h"

namespace tocsin::notify {
namespace {

TEST(RichText, ReadsEmphasisOnOneLine) {
  struct Case {
    std::string rendered;
    RichText spans;
  };
  const Case cases[] = {
      {"", {}},
      {"plain", {{"plain"}}},
      {"*a* b `c`", {{"a", Style::strong}, {" b "}, {"c", Style::code}}},
      {"`a*b` \\*c", {{"a*b", Style::code}, {" *c"}}},
      {"*open\nnext", {{"open", Style::strong}, {"\nnext"}}},
      {"\n\na  \n\n\n\nb\n", {{"a\n\nb"}}},
      {"\x02*v*\x03*s*", {{"*v*"}, {"s", Style::strong}}},
      {"end\\", {{"end\\"}}},
  };
  for (const Case& c : cases) EXPECT_EQ(read_rich_text(c.rendered), c.spans) << c.rendered;
}

TEST(RichText, IsCutBetweenWholeCharacters) {
  struct Case {
    std::string text;
    std::size_t limit;
    std::string cut;
  };
  const Case cases[] = {
      {"short", 5, "short"},
      {"abcdefgh", 5, "abcd…"},
      {"one two three", 9, "one two…"},
      {"e\u0301e\u0301e\u0301", 4, "e\u0301…"},         // a letter keeps its accent
      {"👩‍🚀👩‍🚀", 6, "👩‍🚀…"},  // ZWJ sequence of 5 units
      {"👍🏽👍🏽", 6, "👍🏽…"},           // skin tone
      {"🇬🇧🇩🇪🇫🇷", 9, "🇬🇧🇩🇪…"},                           // flags are pairs
      {"👩‍🚀x", 3, "…"},
      {"abc", 0, ""},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(cut(c.text, c.limit), c.cut) << c.text;
    EXPECT_TRUE(is_utf8(cut(c.text, c.limit)));
  }
}

TEST(RichText, UnitsOfUtf16) {
  EXPECT_EQ(utf16_length(""), 0U);
  EXPECT_EQ(utf16_length("aé€"), 3U);
  EXPECT_EQ(utf16_length("🎫"), 2U);
}

// Any text cut to any length stays well-formed, within the limit, and a beginning of itself.
TEST(RichText, EveryCutIsValid) {
  const RichText ending{{"…"}};
  for (unsigned seed = 0; seed < 300; ++seed) {
    const RichText text{{test::hostile_text(seed, 60), Style::strong},
                        {test::hostile_text(seed + 1000, 60), Style::code},
                        {test::hostile_text(seed + 2000, 60), Style::plain}};
    const std::string whole = plain_text(text);
    for (const auto& target : {to_markdown_v2, to_mrkdwn, to_discord}) {
      const Measure measure = [&](const RichText& t) { return utf16_length(target(t)); };
      for (const std::size_t limit : {1U, 7U, 40U, 120U, 400U, 4000U}) {
        const RichText short_text = cut(text, limit, measure, ending);
        const std::string plain = plain_text(short_text);
        ASSERT_TRUE(is_utf8(target(short_text))) << seed;
        ASSERT_LE(measure(short_text), std::max<std::size_t>(limit, 1)) << seed;
        if (plain == whole) continue;
        ASSERT_TRUE(plain.ends_with("…")) << seed;
        ASSERT_TRUE(whole.starts_with(plain.substr(0, plain.size() - 3))) << seed;
      }
    }
  }
}

}  // namespace
}  // namespace tocsin::notify
