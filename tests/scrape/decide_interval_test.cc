#include "scrape/decide_interval.h"

#include <gtest/gtest.h>

#include "base/time.h"

namespace tocsin::scrape {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const Instant kNow = *parse_instant("2026-03-01T12:00:00Z");
const Pacing kPacing{};

store::PageWorth worth(bool watched) {
  store::PageWorth w;
  w.events = w.coming = 1;
  w.watched = watched;
  w.next_start = kNow + hours{24 * 100};
  return w;
}

PageFacts page(const store::PageWorth& w, Duration interval = minutes{15}, bool changed = false) {
  PageFacts p;
  p.id = 7;
  p.interval = interval;
  p.read_at = kNow - interval;
  p.changed = changed;
  p.worth = w;
  return p;
}

NextReading next(const PageFacts& p) {
  return next_reading(p, kNow, kPacing);
}

// Readings in a row that all say the same kind of thing, until nothing changes any more.
NextReading settled(const store::PageWorth& w, bool changed) {
  NextReading n = next(page(w, kPacing.usual, changed));
  for (int i = 0; i < 40; ++i) n = next(page(w, n.interval, changed));
  return n;
}

TEST(DecideInterval, TheWorthOfItsEventsSetsTheBounds) {
  struct Case {
    const char* name;
    std::function<void(store::PageWorth&)> is;
    Pace pace;
    Duration shortest, longest;
  };
  const Case cases[] = {
      {"far away", [](auto&) {}, Pace::watched, seconds{30}, hours{1}},
      {"no start", [](auto& w) { w.next_start.reset(); }, Pace::watched, seconds{30}, hours{1}},
      {"this month", [](auto& w) { w.next_start = kNow + hours{24 * 29}; }, Pace::watched,
       seconds{30}, minutes{30}},
      {"this week", [](auto& w) { w.next_start = kNow + hours{24 * 6}; }, Pace::watched,
       seconds{30}, minutes{15}},
      {"today", [](auto& w) { w.next_start = kNow + hours{5}; }, Pace::event_soon, seconds{30},
       minutes{5}},
      {"the sale ends today", [](auto& w) { w.next_sale_end = kNow + hours{5}; }, Pace::event_soon,
       seconds{30}, minutes{5}},
      {"on sale tomorrow", [](auto& w) { w.next_sale = kNow + hours{23}; }, Pace::sale_soon,
       seconds{30}, minutes{15}},
      {"on sale in ten minutes", [](auto& w) { w.next_sale = kNow + minutes{10}; }, Pace::on_sale,
       seconds{30}, seconds{30}},
      {"on sale since half an hour", [](auto& w) { w.last_sale = kNow - minutes{30}; },
       Pace::on_sale, seconds{30}, seconds{30}},
      {"on sale since long", [](auto& w) { w.last_sale = kNow - hours{30}; }, Pace::watched,
       seconds{30}, hours{1}},
      {"an urgent alert", [](auto& w) { w.urgent = true; }, Pace::urgent, seconds{30}, minutes{2}},
      {"nobody watches", [](auto& w) { w.watched = false; }, Pace::unwatched, minutes{15},
       hours{6}},
      {"nobody watches a sale",
       [](auto& w) {
         w.watched = false;
         w.last_sale = kNow - minutes{5};
       },
       Pace::unwatched, minutes{15}, hours{6}},
      {"over", [](auto& w) { w.coming = 0; }, Pace::over, hours{1}, hours{6}},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    store::PageWorth w = worth(true);
    c.is(w);
    EXPECT_EQ(settled(w, true).interval, c.shortest);
    const NextReading quiet = settled(w, false);
    EXPECT_EQ(quiet.interval, c.longest);
    EXPECT_EQ(quiet.pace, c.pace);
  }
}

TEST(DecideInterval, NewsHalvesTheIntervalAndQuietLetsItGrow) {
  EXPECT_EQ(next(page(worth(true), minutes{16}, true)).interval, minutes{8});
  EXPECT_EQ(next(page(worth(true), minutes{16}, true)).pace, Pace::moving);
  EXPECT_EQ(next(page(worth(true), minutes{16}, false)).interval, minutes{24});
  PageFacts lately = page(worth(true), minutes{4}, false);
  lately.news_at = kNow - minutes{20};
  EXPECT_EQ(next(lately).pace, Pace::moving);
  lately.news_at = kNow - hours{2};
  EXPECT_EQ(next(lately).pace, Pace::watched);
}

TEST(DecideInterval, TheFirstReadingIsNoNews) {
  PageFacts first = page(worth(false), minutes{15}, true);
  first.read_at.reset();
  EXPECT_EQ(next(first).interval, minutes{15});
  EXPECT_EQ(next(first).pace, Pace::unwatched);
}

TEST(DecideInterval, WhatAPersonAskedForIsKept) {
  for (const bool changed : {false, true}) {
    PageFacts p = page(worth(true), minutes{15}, changed);
    p.asked = minutes{10};
    p.worth.urgent = true;
    const NextReading n = next(p);
    EXPECT_EQ(n.interval, minutes{10});
    EXPECT_EQ(n.pace, Pace::asked);
    EXPECT_LE(std::chrono::abs(n.due_at - kNow - minutes{10}), Duration{minutes{10}} / 64);
  }
  PageFacts hasty = page(worth(true));
  hasty.asked = seconds{5};
  EXPECT_GE(next(hasty).due_at, kNow + kPacing.min);
}

TEST(DecideInterval, IsDueAtTheBeginOfASale) {
  struct Case {
    Duration until_sale, asked;
    bool at_sale;
  };
  const Case cases[] = {
      {hours{2}, hours{6}, true},  // it would have slept through it
      {minutes{15}, minutes{15}, true},
      {seconds{620}, minutes{10}, true},  // the reading just before would have delayed it
      {minutes{20}, minutes{10}, false},  // the next but one will
      {seconds{30}, minutes{10}, true},
      {seconds{10}, minutes{10}, false},  // too soon after this one
  };
  for (const Case& c : cases) {
    for (const bool watched : {false, true}) {
      SCOPED_TRACE(format_duration(c.until_sale));
      PageFacts p = page(worth(watched));
      p.asked = c.asked;
      p.worth.next_sale = kNow + c.until_sale;
      const NextReading n = next(p);
      const bool met = n.due_at >= *p.worth.next_sale && n.due_at < *p.worth.next_sale + seconds{1};
      EXPECT_EQ(met, c.at_sale) << format_instant(n.due_at);
      EXPECT_EQ(n.pace == Pace::sale, c.at_sale);
      EXPECT_GE(n.due_at, kNow + kPacing.min);
    }
  }
}

TEST(DecideInterval, PassingTroubleDoesNotSleepThroughASale) {
  store::PageWorth w = worth(true);
  EXPECT_EQ(next_try(hours{1}, w, kNow, kPacing), kNow + hours{1});
  w.next_sale = kNow + minutes{20};
  EXPECT_EQ(next_try(hours{1}, w, kNow, kPacing), *w.next_sale);
  EXPECT_EQ(next_try(minutes{2}, w, kNow, kPacing), kNow + minutes{2});
}

TEST(DecideInterval, JitterIsSmallTheSameAgainAndApartFromPageToPage) {
  std::set<Instant> dues;
  for (std::int64_t id = 1; id <= 100; ++id) {
    PageFacts p = page(worth(true));
    p.id = id;
    p.asked = hours{1};
    const Instant due = next(p).due_at;
    EXPECT_EQ(due, next(p).due_at);
    EXPECT_LE(std::chrono::abs(due - kNow - hours{1}), Duration{hours{1}} / 64);
    dues.insert(due);
  }
  EXPECT_GT(dues.size(), 95U);
}

TEST(DecideInterval, ThePlatformsOwnMinimumOnlyRaises) {
  Settings s;
  s.pacing.min = seconds{30};
  s.platforms["hall"].min_interval = minutes{5};
  s.platforms["club"].min_interval = seconds{1};
  EXPECT_EQ(pacing_of(s, "hall").min, minutes{5});
  EXPECT_EQ(pacing_of(s, "club").min, seconds{30});
  EXPECT_EQ(pacing_of(s, "none").min, seconds{30});
  store::PageWorth w = worth(true);
  w.urgent = true;
  EXPECT_EQ(next_reading(page(w), kNow, pacing_of(s, "hall")).interval, minutes{5});
}

}  // namespace
}  // namespace tocsin::scrape
