#include "notify/markup.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "support/hostile_text.h"

namespace tocsin::notify {
namespace {

struct Case {
  std::string_view raw, escaped;
};

TEST(Markup, MarkdownV2Text) {
  const Case cases[] = {
      {"", ""},
      {"plain 🎫 é", "plain 🎫 é"},
      {"_*[]()~`>#+-=|{}.!", "\\_\\*\\[\\]\\(\\)\\~\\`\\>\\#\\+\\-\\=\\|\\{\\}\\.\\!"},
      {"a\\b", "a\\\\b"},
      {"[x](tg://user?id=1)", "\\[x\\]\\(tg://user?id\\=1\\)"},
  };
  for (const Case& c : cases) EXPECT_EQ(escape_markdown_v2(c.raw), c.escaped);
}

TEST(Markup, MarkdownV2CodeAndUrl) {
  EXPECT_EQ(escape_markdown_v2_code("a`b\\c_d."), "a\\`b\\\\c_d.");
  EXPECT_EQ(escape_markdown_v2_url("https://x.example/a_(b)\\c"), "https://x.example/a_(b\\)\\\\c");
}

TEST(Markup, Mrkdwn) {
  const Case cases[] = {
      {"<!everyone> & <@U123>", "&lt;!everyone&gt; &amp; &lt;@U123&gt;"},
      {"<https://x.example|click>", "&lt;https://x.example|click&gt;"},
      {"&lt;", "&amp;lt;"},
  };
  for (const Case& c : cases) EXPECT_EQ(escape_mrkdwn(c.raw), c.escaped);
}

TEST(Markup, Discord) {
  const Case cases[] = {
      {"**b** __u__ ~~s~~ ||x||", "\\*\\*b\\*\\* \\_\\_u\\_\\_ \\~\\~s\\~\\~ \\|\\|x\\|\\|"},
      {"@everyone @here @you", "@\u200beveryone @\u200bhere @you"},
      {"<@123> <t:0:R>", "\\<@123\\> \\<t:0:R\\>"},
      {"[x](https://x.example)", "\\[x\\]\\(https://x.example\\)"},
      {"`c` \\", "\\`c\\` \\\\"},
  };
  for (const Case& c : cases) EXPECT_EQ(escape_discord(c.raw), c.escaped);
}

TEST(Markup, SpansInEachTarget) {
  const RichText text{{"Now", Style::strong},
                      {" for "},
                      {"a`b", Style::code},
                      {"two\nlines", Style::strong},
                      {"the rest", Style::plain, "https://x.example/a(b)|c"}};
  EXPECT_EQ(to_markdown_v2(text),
            "*Now* for `a\\`b`*two*\n*lines*[the rest](https://x.example/a(b\\)|c)");
  EXPECT_EQ(to_mrkdwn(text), "*Now* for `a'b`*two*\n*lines*<https://x.example/a(b)%7Cc|the rest>");
  EXPECT_EQ(to_discord(text),
            "**Now** for `a'b`**two**\n**lines**[the rest](https://x.example/a%28b%29|c)");
}

// Telegram refuses a message with one reserved character that is not escaped. In plain text none
// may stand bare; in code only ` and \ have a meaning.
bool all_escaped(std::string_view text, std::string_view reserved) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      if (++i == text.size()) return false;
    } else if (reserved.find(text[i]) != std::string_view::npos) {
      return false;
    }
  }
  return true;
}

TEST(Markup, NoReservedCharacterIsBare) {
  for (unsigned seed = 0; seed < 2'000; ++seed) {
    const std::string raw = test::hostile_text(seed, 80);
    ASSERT_TRUE(all_escaped(escape_markdown_v2(raw), "_*[]()~`>#+-=|{}.!")) << raw;
    ASSERT_TRUE(all_escaped(escape_markdown_v2_code(raw), "`")) << raw;
    ASSERT_TRUE(all_escaped(escape_markdown_v2_url(raw), ")")) << raw;
    ASSERT_TRUE(all_escaped(escape_discord(raw), "*_~`|>#-+[]()<")) << raw;
    ASSERT_EQ(escape_discord(raw).find("@everyone"), std::string::npos) << raw;
    ASSERT_EQ(escape_mrkdwn(raw).find_first_of("<>"), std::string::npos) << raw;
    ASSERT_TRUE(is_utf8(escape_discord(raw))) << raw;
  }
}

}  // namespace
}  // namespace tocsin::notify
