#include "base/text.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(Utf8, FindsTheFirstFault) {
  struct Case {
    std::string text;
    std::optional<std::size_t> fault;
  };
  const Case cases[] = {
      {"", std::nullopt},      {"plain", std::nullopt}, {"Beyoncé €5 🎟", std::nullopt},
      {"ab\xFF", 2},           {"\xC0\x80", 0},         {"x\xED\xA0\x80", 1},
      {"\xF4\x90\x80\x80", 0}, {"cut \xE2\x82", 4},
  };
  for (const Case& c : cases) EXPECT_EQ(utf8_fault(c.text), c.fault) << c.text;
}

TEST(Utf8, ReplacesFaultsAndKeepsTheRest) {
  EXPECT_EQ(to_utf8("a\xFF"
                    "b\xC3"),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD");
  EXPECT_EQ(utf8_prefix("a€b", 3), "a");
  EXPECT_EQ(utf8_prefix("a€b", 4), "a€");
}

TEST(Text, WidthOnATerminal) {
  EXPECT_EQ(display_width("café"), 4U);
  EXPECT_EQ(display_width("東京"), 4U);
  EXPECT_EQ(display_width("e\xCC\x81"), 1U);
}

TEST(Text, FoldMakesNamesComparable) {
  EXPECT_EQ(fold("Beyoncé  — Live!"), "beyonce live");
  EXPECT_EQ(fold("BEYONCE live"), "beyonce live");
  EXPECT_EQ(fold("Łódź Straße Ærø Œuvre"), "lodz strasse aero oeuvre");
  EXPECT_EQ(fold("Manchester United's  F.C."), "manchester uniteds f c");
  EXPECT_EQ(fold("Ÿ Žižkov ÀÈÌÒÙ ñ ç ğ ş ı"), "y zizkov aeiou n c g s i");
  EXPECT_EQ(fold("東京"), "東京");
}

TEST(Text, NearestKnownName) {
  const std::string_view known[] = {"price", "platform", "observed_at"};
  EXPECT_EQ(nearest("pirce", known), "price");
  EXPECT_EQ(nearest("observedat", known), "observed_at");
  EXPECT_EQ(nearest("zzzzzz", known), std::nullopt);
}

TEST(Text, MasksSecretsAndAddresses) {
  EXPECT_EQ(mask_secret("short"), "…");
  EXPECT_EQ(mask_secret("xoxb-123456789-9f2c"), "xoxb…9f2c");
  EXPECT_EQ(mask_address("ann.lee@example.org"), "a…@example.org");
  EXPECT_EQ(mask_address("+447700900123"), "+44…123");
  EXPECT_EQ(mask_address("https://u:p@hooks.example.org/T0/B1/secret"),
            "https://hooks.example.org/…");
  EXPECT_EQ(mask_address(R"({"keys":{"auth":"hidden"},"endpoint":"https://push.example/abc"})"),
            "https://push.example/…");
  EXPECT_EQ(mask_address("://x/y"), "://x/…");
  EXPECT_EQ(mask_address("apprise tgram://token/chat"), "apprise …");
  EXPECT_EQ(mask_address("ann@example.org bob@example.org"), "a…@example.org …");
  EXPECT_EQ(mask_addresses_in("550 5.1.1 <ann.lee@example.org>: no such user (+447700900123)"),
            "550 5.1.1 <a…@example.org>: no such user (+44…123)");
  EXPECT_EQ(mask_addresses_in(" 421 4.7.0 try @ 10:00 +5 "), " 421 4.7.0 try @ 10:00 +5 ");
  EXPECT_EQ(mask_addresses_in(""), "");
}

TEST(Text, SplitsAndJoins) {
  EXPECT_EQ(split(" a, b ,,c", ','), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(join(std::vector<std::string>{"a", "b"}, "; "), "a; b");
}

}  // namespace
}  // namespace tocsin
