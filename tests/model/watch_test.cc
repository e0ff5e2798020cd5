#include "model/watch.h"

#include <gtest/gtest.h>

namespace tocsin {
namespace {

TEST(SeatSet, HoldsNamesRangesAndPatterns) {
  struct Case {
    std::string_view set, name;
    bool holds;
  };
  const Case cases[] = {
      {"104", "104", true},
      {"104", "Section 104", true},
      {"Block 104", "104", true},
      {"100-110", "110", true},
      {"100-110", "111", false},
      {"100-110", "1050", false},
      {"100-110", "Sec 105", true},
      {"B1-B9", "b4", true},
      {"B1-B9", "C4", false},
      {"B1-9", "B9", true},
      {"A-F", "C", true},
      {"A-F", "G", false},
      {"A-F", "CC", false},
      {"A*", "A12", true},
      {"A*", "BA1", false},
      {"20?", "205", true},
      {"20?", "20", false},
      {"North-East", "north-east", true},
      {"North-East", "North", false},
      {"*", "anything", true},
  };
  for (const Case& c : cases) {
    SeatSet set;
    std::string why;
    ASSERT_TRUE(set.add(c.set, why)) << c.set << ": " << why;
    EXPECT_EQ(set.contains(c.name), c.holds) << c.set << " holds " << c.name;
  }
}

TEST(Watch, SaysWhatIsWrongWithWhichField) {
  struct Case {
    const char *record, *why;
  };
  const Case cases[] = {
      {R"({"sections":["110-100"]})", "sections: '110-100' ends before it begins"},
      {R"({"quantity":0})", "quantity: 0 is not between 1 and 1000"},
      {R"({"quantity":1.5})", "quantity: must be a whole number"},
      {R"({"max_price":{"amount":"12.345","currency":"GBP"}})",
       "max_price: '12.345' is no amount of GBP"},
      {R"({"max_price":12})", R"(max_price: must be {"amount":"119.50","currency":"GBP"})"},
      {R"({"min_price":{"amount":"50","currency":"GBP"},"max_price":{"amount":"5","currency":"GBP"}})",
       "max_price: is below min_price"},
      {R"({"radius_km":10})", "radius_km: needs a city to be measured from"},
      {R"({"weekdays":["someday"]})", "weekdays: 'someday' is no day (mon, tue, … sun)"},
      {R"({"hours":"25:00-26:00"})", "hours: '25:00-26:00' does not look like 18:00-23:00"},
      {R"({"from":"2026-05-02","until":"2026-05-01"})", "until: is before from"},
      {R"({"city":"Leeds","required":["neighbourhood"]})",
       "required: 'neighbourhood' is no criterion"},
      {R"({"city":"Leeds","required":["venue"]})", "required: 'venue' is not given"},
      {R"({"weights":{"citty":2}})", "weights: 'citty' is no criterion; did you mean city?"},
      {R"({"alerts":["price_dorp"]})", "alerts: 'price_dorp' is no kind; did you mean price_drop?"},
      {R"({"cool_down":"soon"})", "cool_down: must be a duration: 90s, 15m, 2h or 7d"},
      {R"({"primary":false,"resale":false})", "resale: neither primary nor resale leaves nothing"},
      {R"({"event":"!!!"})", "event: '!!!' has no letters or digits"},
  };
  for (const Case& c : cases) {
    std::string why;
    EXPECT_FALSE(read_criteria(Json::parse(c.record), why)) << c.record;
    EXPECT_EQ(why, c.why) << c.record;
  }
}

TEST(Watch, RequiresAllItGivesUnlessItSays) {
  std::string why;
  const auto all = read_criteria(Json::parse(R"({"city":"Leeds","quantity":2})"), why);
  ASSERT_TRUE(all) << why;
  EXPECT_TRUE(all->requires_(Criterion::city));
  EXPECT_TRUE(all->requires_(Criterion::quantity));
  EXPECT_FALSE(all->requires_(Criterion::venue));
  const auto some = read_criteria(
      Json::parse(R"({"city":"Leeds","quantity":2,"required":["city"],"weights":{"quantity":3}})"),
      why);
  ASSERT_TRUE(some) << why;
  EXPECT_FALSE(some->requires_(Criterion::quantity));
  EXPECT_DOUBLE_EQ(some->weight_of(Criterion::quantity), 3);
}

TEST(Watch, ReadsDaysAroundTheWeekend) {
  std::string why;
  const auto c =
      read_criteria(Json::parse(R"({"weekdays":"fri-sun","hours":["22:00-02:00"]})"), why);
  ASSERT_TRUE(c) << why;
  EXPECT_EQ(c->weekdays, (std::array<bool, 7>{false, false, false, false, true, true, true}));
  EXPECT_EQ(c->hours.front().until, std::chrono::hours{26});
}

}  // namespace
}  // namespace tocsin
