// What a file of a schedule may say, and what it is refused for, with the line.
#include "escalate/schedule_file.h"

#include <gtest/gtest.h>

#include <fstream>

#include "escalate/build.h"
#include "support/fixtures.h"

namespace tocsin::escalate {
namespace {

constexpr std::string_view kLayer =
    "[[layer]]\npeople = [\"ann\"]\nrotation = \"daily\"\nhand_off = \"09:00\"\n"
    "start = \"2026-01-05\"\n";

std::string refusal(const std::string& text) {
  try {
    (void)test::schedule(text);
  } catch (const Error& e) {
    EXPECT_EQ(e.status(), Exit::config) << text;
    return e.what();
  }
  return "accepted";
}

// kLayer with one line replaced, or added.
std::string with(std::string_view key, std::string_view line) {
  std::string out(kLayer);
  const auto begin = out.find("\n" + std::string(key) + " =");
  if (begin == out.npos) return out + std::string(line) + "\n";
  const auto end = out.find('\n', begin + 1);
  return out.replace(begin + 1, end - begin - 1, line);
}

TEST(ScheduleFile, ReadsAll) {
  const Schedule s = test::schedule(R"(
description = "second line"
time_zone = "Europe/London"
[[layer]]
name = "weeks"
people = ["ann", ["bob", "cyd", "bob"], "ann"]
rotation = "2w"
hand_off = "mon 09:00"
start = "2026-07-01 10:00"
end = "2026-12-24"
hours = { mon = ["09:00-17:00"], fri = ["22:00-06:00", "12:00-13:00"] }
[[layer]]
people = ["bob"]
rotation = "8h"
start = "2026-01-05"
time_zone = "Asia/Kolkata"
)");
  EXPECT_EQ(s.description, "second line");
  EXPECT_EQ(s.zone.name(), "Europe/London");
  ASSERT_EQ(s.people.size(), 3U);
  ASSERT_EQ(s.layers.size(), 2U);
  const Layer& weeks = s.layers[0];
  EXPECT_EQ(weeks.rotation.turn, std::chrono::days{14});
  EXPECT_EQ(weeks.rotation.crews, (std::vector<Crew>{{0}, {1, 2}, {0}}));
  EXPECT_EQ(weeks.rotation.first.time_since_epoch(),
            test::at("2026-06-29T09:00:00Z").time_since_epoch())
      << "Monday, by the wall clock";
  EXPECT_EQ(weeks.from, test::at("2026-07-01T09:00:00Z"));
  EXPECT_EQ(weeks.until, test::at("2026-12-24T00:00:00Z"));
  ASSERT_TRUE(weeks.hours);
  EXPECT_EQ((*weeks.hours)[5].size(), 2U);
  const Layer& eights = s.layers[1];
  EXPECT_EQ(eights.name, "layer 2");
  EXPECT_EQ(eights.from, test::at("2026-01-04T18:30:00Z"));
  EXPECT_EQ(eights.until, Instant::max());
}

TEST(ScheduleFile, WordsForTurns) {
  for (const auto& [word, length] :
       std::vector<std::pair<std::string, Duration>>{{"hourly", std::chrono::hours{1}},
                                                     {"daily", std::chrono::days{1}},
                                                     {"weekly", std::chrono::days{7}},
                                                     {"36h", std::chrono::hours{36}},
                                                     {"7d", std::chrono::days{7}},
                                                     {"52w", std::chrono::days{364}}}) {
    const bool weekly = length % std::chrono::days{7} == Duration::zero();
    std::string text = with("rotation", "rotation = \"" + word + "\"");
    if (weekly) text.replace(text.find("\"09:00\""), 7, "\"mon 09:00\"");
    EXPECT_EQ(test::schedule(text).layers[0].rotation.turn, length) << word;
  }
}

TEST(ScheduleFile, Refusals) {
  struct Case {
    std::string text, why;
  };
  for (const Case& c : std::vector<Case>{
           {"", "test.toml:1: there is no [[layer]]"},
           {"layers = 1\n", "test.toml:1: unknown key 'layers' (did you mean 'layer'?)"},
           {with("x", "peeple = []"), "test.toml:6: unknown key 'peeple' (did you mean 'people'?)"},
           {"time_zone = \"Mars\"\n" + std::string(kLayer), "test.toml:1: there is no zone 'Mars'"},
           {with("people", "people = []"), "test.toml:2: 'people' must be a list of people"},
           {with("people", "people = [1]"),
            "test.toml:2: 'people' must be a list of people, or of lists of them"},
           {with("people", "people = [[]]"), "test.toml:2: 1 to 20 people can be on call together"},
           {with("rotation", "rotation = \"monthly\""),
            "test.toml:3: 'monthly' is neither hourly, daily, weekly nor a length such as 12h, 3d "
            "or "
            "2w, of at most 366d"},
           {with("rotation", "rotation = \"90m\""), "test.toml:3: '90m' is not of whole hours"},
           {with("rotation", "rotation = \"0h\""), "test.toml:3: '0h' is not of whole hours"},
           {with("rotation", "rotation = \"60w\""), "test.toml:3: '60w' is longer than 366d"},
           {with("hand_off", "hand_off = \"mon 09:00\""),
            "test.toml:4: 'mon 09:00' names a weekday, but turns are not of whole weeks"},
           {with("hand_off", "hand_off = \"9 am\""),
            "test.toml:4: '9 am' is no time such as 09:00 or mon 09:00"},
           {with("hand_off", "hand_off = \"24:00\""),
            "test.toml:4: '24:00' is no time such as 09:00 or mon 09:00"},
           {with("rotation", "rotation = \"weekly\""), "test.toml:4: '09:00' names no weekday"},
           {with("start", "start = \"2026-02-30\""),
            "test.toml:5: '2026-02-30' is no date such as 2026-01-05, and no date and time such as "
            "2026-01-05 09:00"},
           {with("start", "start = \"1960-01-01\""),
            "test.toml:5: '1960-01-01' is not from 1970 to 2036"},
           {with("end", "end = \"2026-01-05\""), "test.toml:6: 'end' is not after 'start'"},
           {with("hours", "hours = { mon = [\"9-17\"] }"),
            "test.toml:6: '9-17' is no range such as 09:00-17:30"},
           {with("hours", "hours = { }"), "test.toml:6: 'hours' names no hours"},
           {std::string(kLayer) + "name = \"x\"\n" + std::string(kLayer) + "name = \"x\"\n",
            "test.toml:12: there is a layer 'x' already"},
       }) {
    EXPECT_EQ(refusal(c.text), c.why) << c.text;
  }
  EXPECT_EQ(refusal(std::string(2 << 20, '#')), "test.toml: larger than 1 MiB");
}

TEST(ScheduleFile, AHandOffIsMissing) {
  std::string text(kLayer);
  text.erase(text.find("hand_off"), std::string("hand_off = \"09:00\"\n").size());
  EXPECT_EQ(refusal(text), "test.toml:1: 'hand_off' is missing");
}

TEST(ScheduleFile, NamesOfAFolder) {
  const tocsin::test::ScratchFolder folder;
  EXPECT_TRUE(schedule_names({}).empty());
  EXPECT_TRUE(schedule_names(folder / "nowhere").empty());
  for (const char* name : {"b.toml", "a-1.toml", "c.txt", "two words.toml"}) {
    std::ofstream(folder / name) << kLayer;
  }
  EXPECT_EQ(schedule_names(folder.path()), (std::vector<std::string>{"a-1", "b"}));
  EXPECT_EQ(load_schedule(folder / "b.toml", "UTC").name, "b");
  EXPECT_THROW((void)load_schedule(folder / "z.toml", "UTC"), Error);
  EXPECT_FALSE(is_schedule_name("../etc"));
  EXPECT_FALSE(is_schedule_name(""));
}

}  // namespace
}  // namespace tocsin::escalate
