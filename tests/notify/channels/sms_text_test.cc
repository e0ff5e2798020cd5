#include "notify/channels/sms_text.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "support/hostile_text.h"

namespace tocsin::notify {
namespace {

std::string times(int n, const std::string& text) {
  std::string out;
  for (int i = 0; i < n; ++i) out += text;
  return out;
}

TEST(SmsText, CountsAsItIsPaid) {
  struct Case {
    std::string name, text;
    SmsSize size;
  };
  const Case cases[] = {
      {"nothing", "", {true, 0, 1}},
      {"plain", "Hello", {true, 5, 1}},
      {"all of one segment", times(160, "a"), {true, 160, 1}},
      {"one more", times(161, "a"), {true, 161, 2}},
      {"all of two", times(306, "a"), {true, 306, 2}},
      {"one more than two", times(307, "a"), {true, 307, 3}},
      {"Latin letters of the alphabet", "àéùìòÇØÅÄÖÑÜß¿¡§£¥", {true, 18, 1}},
      {"Greek capitals", "ΔΦΓΛΩΠΨΣΘΞ", {true, 10, 1}},
      {"a small Greek letter is not in it", "δ", {false, 1, 1}},
      {"a letter that only looks like one of it", "ç", {false, 1, 1}},
      {"a backtick is not in it", "`", {false, 1, 1}},
      {"extension characters take two", "€[]{}~^\\|", {true, 18, 1}},
      {"eighty of them fill a segment", times(80, "€"), {true, 160, 1}},
      {"none of them is split", times(152, "a") + "€" + times(152, "a"), {true, 306, 3}},
      {"seventy units", times(70, "я"), {false, 70, 1}},
      {"one more unit", times(71, "я"), {false, 71, 2}},
      {"two times 67", times(134, "я"), {false, 134, 2}},
      {"beyond the first plane two units", times(35, "🎫"), {false, 70, 1}},
      {"none of these is split", times(66, "я") + "🎫" + times(66, "я"), {false, 134, 3}},
      {"one character makes all of it UCS-2", times(150, "a") + "я", {false, 151, 3}},
  };
  for (const Case& c : cases) {
    const SmsSize size = sms_size(c.text);
    EXPECT_EQ(size.gsm7, c.size.gsm7) << c.name;
    EXPECT_EQ(size.units, c.size.units) << c.name;
    EXPECT_EQ(size.segments, c.size.segments) << c.name;
  }
}

TEST(SmsText, PlainPunctuationOnlyWhereItSavesTheAlphabet) {
  EXPECT_EQ(plain_punctuation("“Hi” – it’s £5…"), "\"Hi\" - it's £5...");
  EXPECT_EQ(plain_punctuation("“Привет” – …"), "“Привет” – …");
  EXPECT_EQ(plain_punctuation("a\u00A0b"), "a b");
}

TEST(SmsText, IsCutBetweenWordsAndKeepsTheLink) {
  const std::string link = "https://tickets.example/e/1";
  const std::string text = times(100, "some words ");
  for (int segments = 1; segments <= 3; ++segments) {
    const std::string out = fit_sms(text, link, segments);
    EXPECT_EQ(sms_size(out).segments, segments);
    EXPECT_TRUE(out.ends_with("...\n" + link)) << out;
    EXPECT_TRUE(text.starts_with(out.substr(0, out.find("...")))) << out;
    EXPECT_EQ(text[out.find("...")], ' ') << out;
  }
  EXPECT_EQ(fit_sms("short", link, 1), "short");
}

TEST(SmsText, HostileTextFitsAndStaysText) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    const std::string out =
        fit_sms(plain_punctuation(test::hostile_text(seed, 200)), "https://e.test/", 2);
    EXPECT_LE(sms_size(out).segments, 2) << seed;
    EXPECT_TRUE(is_utf8(out)) << seed;
  }
}

}  // namespace
}  // namespace tocsin::notify
