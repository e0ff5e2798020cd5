#include "analyze/match.h"

#include <gtest/gtest.h>

#include "analyze/scenes.h"
#include "analyze/terms.h"

namespace tocsin::analyze {
namespace {

using namespace test;  // NOLINT

struct Case {
  const char* criteria;
  bool meets;
};

TEST(Match, EachCriterionOfTheEvent) {
  const EventView event = view_of(derby());
  const Case cases[] = {
      {R"({"event":"leeds united V derby county"})", true},
      {R"({"event":"ld-1"})", true},
      {R"({"event":"https://tickets.example/ld1"})", true},
      {R"({"event":"Leeds v Derby"})", false},
      {R"({"performer":"Leeds United"})", true},
      {R"({"performer":["Arsenal","Derby County"]})", true},
      {R"({"performer":"Leeds Unit"})", false},
      {R"({"venue":"Elland Road"})", true},
      {R"({"venue":"Anfield"})", false},
      {R"({"city":"LEEDS"})", true},
      {R"({"city":"York"})", false},
      {R"({"city":"53.80,-1.55","radius_km":5})", true},
      {R"({"city":"53.96,-1.08","radius_km":20})", false},
      {R"({"city":"53.96,-1.08","radius_km":60})", true},
      {R"({"category":"sports"})", true},
      {R"({"category":"concert"})", false},
      {R"({"keywords":["derby","elland road"]})", true},
      {R"({"keywords":["derby","final"]})", false},
      {R"({"from":"2026-12-12","until":"2026-12-12"})", true},
      {R"({"from":"2026-12-13"})", false},
      {R"({"until":"2026-12-12T14:00:00Z"})", false},
      {R"({"weekdays":["sat"]})", true},
      {R"({"weekdays":["mon-fri"]})", false},
      {R"({"hours":["14:00-16:00"]})", true},
      {R"({"hours":["22:00-02:00"]})", false},
      {R"({"platforms":["Ticketsite"]})", true},
      {R"({"platforms":["othersite"]})", false},
      {R"({"city":"York","venue":"Elland Road","required":["venue"]})", true},
      {R"({"city":"York","venue":"Elland Road","required":[]})", true},
      {R"({"city":"York","venue":"Elland Road","required":[],"weights":{"city":3}})", false},
  };
  for (const Case& c : cases) {
    const WatchFacts w = watch(c.criteria);
    EXPECT_EQ(judge(w.criteria, event, w.watcher).meets(), c.meets) << c.criteria;
    // Whatever meets a watch must be found by its terms.
    const auto filed = watch_terms(w.criteria, w.watcher.centre);
    const auto found = event_terms(event);
    const bool shared = std::any_of(filed.begin(), filed.end(), [&](const std::string& t) {
      return std::binary_search(found.begin(), found.end(), t);
    });
    EXPECT_TRUE(shared || !c.meets) << c.criteria;
  }
}

TEST(Match, EachCriterionOfAnOffer) {
  const EventView event = view_of(derby());
  const Case cases[] = {
      {R"({"sections":["B1-B9"]})", true},
      {R"({"sections":["100-110"]})", false},
      {R"({"rows":["10-15"]})", true},
      {R"({"rows":["A*"]})", false},
      {R"({"quantity":10})", true},
      {R"({"quantity":11})", false},
      {R"({"max_price":{"amount":"95.00","currency":"GBP"}})", true},
      {R"({"max_price":{"amount":"94.99","currency":"GBP"}})", false},
      {R"({"max_price":{"amount":"500.00","currency":"EUR"}})", false},
      {R"({"min_price":{"amount":"95.01","currency":"GBP"}})", false},
      {R"({"quantity":2,"budget":{"amount":"190.00","currency":"GBP"}})", true},
      {R"({"quantity":2,"budget":{"amount":"189.99","currency":"GBP"}})", false},
      {R"({"primary":true})", true},
      {R"({"resale":false})", true},
      {R"({"resale":true})", false},
      {R"({"primary":false})", false},
      {R"({"primary":true,"resale":true})", true},
  };
  auto o = offer(1, gbp(9500));
  o.facts.resale = false;
  for (const Case& c : cases) {
    const WatchFacts w = watch(c.criteria);
    const Verdict of_event = judge(w.criteria, event, w.watcher);
    EXPECT_EQ(judge(w.criteria, of_event, o).meets(), c.meets) << c.criteria;
  }
}

TEST(Match, WhatIsNotStatedCountsHalfOrNotAtAll) {
  const EventView event = view_of(derby());
  store::StoredOffer o = offer(1, std::nullopt);
  o.facts.quantity.reset();
  o.facts.section.clear();
  const auto verdict = [&](const char* json) {
    const WatchFacts w = watch(json);
    return judge(w.criteria, judge(w.criteria, event, w.watcher), o);
  };
  EXPECT_TRUE(verdict(R"({"quantity":2})").meets());
  EXPECT_DOUBLE_EQ(verdict(R"({"quantity":2})").score(), 0.5);
  EXPECT_TRUE(verdict(R"({"resale":false})").meets());
  EXPECT_FALSE(verdict(R"({"sections":["B4"]})").meets());
  EXPECT_FALSE(verdict(R"({"max_price":{"amount":"95.00","currency":"GBP"}})").meets());
}

TEST(Match, ReadsTheClockWhereTheEventIs) {
  // The same UTC instant before and after clocks go back on 25 October 2026 in London.
  store::StoredEvent summer = derby(), winter = derby();
  summer.facts.starts_at = at("2026-10-24T22:30:00Z");  // Saturday 23:30
  winter.facts.starts_at = at("2026-10-25T22:30:00Z");  // Sunday 22:30
  const auto meets = [](const store::StoredEvent& e, const char* json) {
    const WatchFacts w = watch(json);
    return judge(w.criteria, view_of(e), w.watcher).meets();
  };
  EXPECT_TRUE(meets(summer, R"({"hours":["23:00-23:59"],"weekdays":["sat"]})"));
  EXPECT_TRUE(meets(winter, R"({"hours":["22:00-23:00"],"weekdays":["sun"]})"));
  EXPECT_FALSE(meets(winter, R"({"hours":["23:00-23:59"]})"));
  // Just after midnight in London is the next day, though not yet in UTC.
  summer.facts.starts_at = at("2026-07-31T23:15:00Z");
  EXPECT_TRUE(meets(summer, R"({"from":"2026-08-01","weekdays":["sat"]})"));
  // Without a zone of its own the watcher's counts.
  summer.facts.time_zone.clear();
  WatchFacts w = watch(R"({"hours":["19:00-20:00"]})");
  w.watcher.zone = Zone::find("America/New_York");
  EXPECT_TRUE(judge(w.criteria, view_of(summer), w.watcher).meets());
  // A day without a time has no hour; a wall time is taken as it stands.
  summer.facts.start_precision = StartPrecision::day;
  EXPECT_FALSE(judge(w.criteria, view_of(summer), w.watcher).meets());
  summer.facts.start_precision = StartPrecision::local;
  EXPECT_FALSE(judge(w.criteria, view_of(summer), w.watcher).meets());
}

}  // namespace
}  // namespace tocsin::analyze
