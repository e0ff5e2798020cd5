#include "base/escape.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "support/hostile_text.h"

namespace tocsin {
namespace {

TEST(Escape, Markup) {
  struct Case {
    std::string_view raw, escaped;
  };
  using namespace std::string_view_literals;
  const Case cases[] = {
      {"", ""},
      {"plain 🎫 é", "plain 🎫 é"},
      {"</Say><Dial>&\"'", "&lt;/Say&gt;&lt;Dial&gt;&amp;&quot;&#39;"},
      {"&lt;", "&amp;lt;"},
      {"a\x01\x1b\tb\r\n\0c"sv, "a  \tb\r\n c"},
      {"\xEF\xBF\xBEx\xEF\xBF\xBF", " x "},
      {"\xEF\xBF\xBD", "\xEF\xBF\xBD"},
      {"a\xFFz", "a\xEF\xBF\xBDz"},
      {"cut \xEF\xBF", "cut \xEF\xBF\xBD\xEF\xBF\xBD"},
  };
  for (const Case& c : cases) EXPECT_EQ(escape_markup(c.raw), c.escaped);
}

TEST(Escape, NoCharacterOfMarkupIsBare) {
  for (unsigned seed = 0; seed < 2'000; ++seed) {
    const std::string raw = test::hostile_text(seed, 80);
    const std::string escaped = escape_markup(raw);
    ASSERT_EQ(escaped.find_first_of("<>\"'"), std::string::npos) << raw;
    ASSERT_TRUE(is_utf8(escaped)) << raw;
  }
}

}  // namespace
}  // namespace tocsin
