// Quiet hours, mute times, digests and the ladder: what planning does with time.

#include <gtest/gtest.h>

#include "notify/plan/digest.h"
#include "notify/plan/mute_time.h"
#include "notify/plan/world.h"

namespace tocsin::notify {
namespace {

using test::at;
using test::World;

std::string said(std::optional<Instant> t) {
  return t ? format_instant(*t) : "";
}

TEST(QuietHours, EndWhereThePersonIs) {
  using std::chrono::hours;
  struct Case {
    std::string name, zone, now, ends;  // "" is not quiet
    int from, until;
  };
  const Case cases[] = {
      {"evening", "Europe/London", "2026-01-10T23:30:00Z", "2026-01-11T07:00:00Z", 23, 7},
      {"morning", "Europe/London", "2026-01-11T06:59:59Z", "2026-01-11T07:00:00Z", 23, 7},
      {"at the end", "Europe/London", "2026-01-11T07:00:00Z", "", 23, 7},
      {"at the start", "Europe/London", "2026-01-10T23:00:00Z", "2026-01-11T07:00:00Z", 23, 7},
      {"day", "Europe/London", "2026-01-10T12:00:00Z", "", 23, 7},
      {"summer time", "Europe/London", "2026-07-10T22:30:00Z", "2026-07-11T06:00:00Z", 23, 7},
      {"far east", "Asia/Tokyo", "2026-01-10T15:00:00Z", "2026-01-10T22:00:00Z", 23, 7},
      {"far west", "America/Los_Angeles", "2026-01-11T08:00:00Z", "2026-01-11T15:00:00Z", 23, 7},
      {"clocks go forward", "Europe/London", "2026-03-29T00:30:00Z", "2026-03-29T06:00:00Z", 23, 7},
      {"the end does not happen", "Europe/London", "2026-03-28T23:30:00Z", "2026-03-29T01:00:00Z",
       23, 1},
      {"clocks go back", "Europe/London", "2026-10-24T23:00:00Z", "2026-10-25T07:00:00Z", 23, 7},
      {"siesta", "Europe/Madrid", "2026-01-10T13:00:00Z", "2026-01-10T14:00:00Z", 13, 15},
      {"never", "Europe/Madrid", "2026-01-10T13:00:00Z", "", 7, 7},
      {"half-hour zone", "Asia/Kolkata", "2026-01-10T18:00:00Z", "2026-01-11T01:30:00Z", 23, 7},
  };
  for (const Case& c : cases) {
    const auto end = quiet_until(at(c.now), Zone::find(c.zone), hours{c.from}, hours{c.until});
    EXPECT_EQ(end ? format_instant(*end) : "", c.ends) << c.name;
  }
}

TEST(QuietHours, HoldWhatInterrupts) {
  struct Case {
    std::string name, channel, wish;
    Priority priority;
    bool held;
  };
  const Case cases[] = {
      {"text message", "sms", "null", 3, true},
      {"chat with a person", "slack", "null", 3, true},
      {"mail passes", "email", "null", 3, false},
      {"mail on request", "email", R"({"hold":["email"]})", 3, true},
      {"everything on request", "email", R"({"hold":"all"})", 3, true},
      {"none for this person", "sms", "false", 3, false},
      {"critical passes", "sms", "null", 5, false},
      {"critical refused", "sms", R"({"critical":"hold"})", 5, true},
      {"post to an organization", "slack", "null", 3, false},
      {"own hours", "sms", R"({"from":"01:00","until":"02:00"})", 3, false},
  };
  for (const Case& c : cases) {
    World w;
    w.facts.now = at("2026-01-10T23:30:00Z");
    w.notice.priority = c.priority;
    w.ann.preferences["quiet_hours"] = Json::parse(c.wish);
    w.ann.preferences["channel_by_priority"] = {{"default", c.channel}};
    w.ann.places.push_back({3, Channel::slack, "U123", true, false});
    if (c.name.find("organization") != c.name.npos) {
      w.ann.person_id.reset();
      w.ann.organization_id = 1;
    }
    const Batch batch = w.run();
    ASSERT_EQ(batch.items.size(), 1U) << c.name;
    EXPECT_EQ(batch.items[0].held_until.has_value(), c.held) << c.name;
  }
}

MuteRule rule(std::vector<std::string> weekdays, std::vector<std::string> dates,
              std::vector<std::string> hours) {
  MuteRule out;
  for (const auto& w : weekdays) {
    const auto named = parse_weekdays(w).value();
    out.weekdays.insert(out.weekdays.end(), named.begin(), named.end());
  }
  for (const auto& d : dates) out.dates.push_back(parse_dates(d).value());
  for (const auto& h : hours) out.hours.push_back(parse_hours(h).value());
  return out;
}

TEST(MuteTime, EndsWhereItIs) {
  struct Case {
    std::string name, zone;
    MuteRule rule;
    std::string now, ends;  // "" is not mute
  };
  const Case cases[] = {
      {"night", "Europe/London", rule({}, {}, {"22:00-06:00"}), "2026-01-10T23:00:00Z",
       "2026-01-11T06:00:00Z"},
      {"night, after midnight", "Europe/London", rule({}, {}, {"22:00-06:00"}),
       "2026-01-11T05:59:59Z", "2026-01-11T06:00:00Z"},
      {"at its end", "Europe/London", rule({}, {}, {"22:00-06:00"}), "2026-01-11T06:00:00Z", ""},
      {"the night of Friday ends on Saturday", "UTC", rule({"fri"}, {}, {"22:00-06:00"}),
       "2026-01-10T05:00:00Z", "2026-01-10T06:00:00Z"},
      {"and that of Saturday is none", "UTC", rule({"fri"}, {}, {"22:00-06:00"}),
       "2026-01-10T23:00:00Z", ""},
      {"a weekend is one", "Europe/London", rule({"sat-sun"}, {}, {}), "2026-01-10T12:00:00Z",
       "2026-01-12T00:00:00Z"},
      {"wrapped weekdays", "UTC", rule({"sat-mon"}, {}, {}), "2026-01-12T12:00:00Z",
       "2026-01-13T00:00:00Z"},
      {"a date of every year", "UTC", rule({}, {"12-24/01-02"}, {}), "2026-12-31T12:00:00Z",
       "2027-01-03T00:00:00Z"},
      {"a date of one year", "UTC", rule({}, {"2026-12-24/2026-12-26"}, {}), "2026-12-24T00:00:00Z",
       "2026-12-27T00:00:00Z"},
      {"not that year", "UTC", rule({}, {"2026-12-24"}, {}), "2027-12-24T12:00:00Z", ""},
      {"weekday and date", "UTC", rule({"fri"}, {"06-01/06-30"}, {}), "2026-06-05T12:00:00Z",
       "2026-06-06T00:00:00Z"},
      {"the night that clocks go forward", "Europe/London", rule({}, {}, {"22:00-06:00"}),
       "2026-03-28T23:00:00Z", "2026-03-29T05:00:00Z"},
      {"the night that clocks go back", "Europe/London", rule({}, {}, {"22:00-06:00"}),
       "2026-10-24T22:00:00Z", "2026-10-25T06:00:00Z"},
      {"an hour that does not happen", "Europe/London", rule({}, {}, {"01:15-01:45"}),
       "2026-03-29T01:00:00Z", ""},
      {"an hour that happens twice: the first", "Europe/London", rule({}, {}, {"01:15-01:45"}),
       "2026-10-25T00:30:00Z", "2026-10-25T00:45:00Z"},
      {"and not the second", "Europe/London", rule({}, {}, {"01:15-01:45"}), "2026-10-25T01:30:00Z",
       ""},
  };
  for (const Case& c : cases) {
    const MuteTime mute{c.name, Zone::find(c.zone), {c.rule}};
    EXPECT_EQ(said(mute.until(at(c.now))), c.ends) << c.name;
  }
}

TEST(MuteTime, WhatIsNone) {
  for (const char* bad : {"", "mo", "monday", "mon-", "mon-xyz"}) {
    EXPECT_FALSE(parse_weekdays(bad)) << bad;
  }
  for (const char* bad : {"", "2026-02-30", "13-01", "2026-12-24/12-26", "2026-12-24/2026-12-01",
                          "24 Dec", "0000-01-01"}) {
    EXPECT_FALSE(parse_dates(bad)) << bad;
  }
}

TEST(MuteTime, TheRouteIsMuteThen) {
  World w;
  const MuteTime nights{"nights", Zone::utc(), {rule({}, {}, {"10:00-14:00"})}};
  w.routing.root.mute_times = {&nights};
  const Batch batch = w.run();
  ASSERT_EQ(batch.dropped.size(), 1U);
  EXPECT_EQ(batch.dropped[0].reason, Reason::mute_time);
  EXPECT_EQ(batch.dropped[0].again_at, at("2026-06-01T14:00:00Z"));
  w.notice.kind = "verification_code";
  EXPECT_EQ(w.verdict(), std::nullopt);
}

TEST(Digest, ComesAtThePersonsHour) {
  struct Case {
    std::string name, wish, zone, now, next;
  };
  const Case cases[] = {
      {"hourly", R"({"default":"hourly"})", "Europe/London", "2026-06-01T12:10:00Z",
       "2026-06-01T13:00:00Z"},
      {"hourly in a half-hour zone", R"({"default":"hourly"})", "Asia/Kolkata",
       "2026-06-01T12:10:00Z", "2026-06-01T12:30:00Z"},
      {"daily, today", R"({"default":"daily","at":"18:30"})", "Europe/London",
       "2026-06-01T12:00:00Z", "2026-06-01T17:30:00Z"},
      {"daily, tomorrow", R"({"default":"daily"})", "Europe/London", "2026-06-01T07:00:00Z",
       "2026-06-02T07:00:00Z"},
      {"daily into summer time", R"({"default":"daily"})", "Europe/London", "2026-03-28T09:00:00Z",
       "2026-03-29T07:00:00Z"},
      {"daily into winter time", R"({"default":"daily"})", "Europe/London", "2026-10-24T08:00:00Z",
       "2026-10-25T08:00:00Z"},
      {"at an hour that does not happen", R"({"default":"daily","at":"01:30"})", "Europe/London",
       "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z"},
      {"at an hour that happens twice, once", R"({"default":"daily","at":"01:30"})",
       "Europe/London", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"},
      {"weekly", R"({"default":"weekly","weekday":"fri"})", "Europe/London", "2026-06-01T12:00:00Z",
       "2026-06-05T07:00:00Z"},
      {"weekly, this day's has been", R"({"default":"weekly"})", "Europe/London",
       "2026-06-01T12:00:00Z", "2026-06-08T07:00:00Z"},
      {"across the date line", R"({"default":"daily"})", "Pacific/Auckland", "2026-06-01T21:00:00Z",
       "2026-06-02T20:00:00Z"},
  };
  for (const Case& c : cases) {
    World w;
    w.ann.preferences["digest"] = Json::parse(c.wish);
    const DigestWish wish = digest_wish(w.ann, "price_drop");
    EXPECT_EQ(format_instant(next_digest(at(c.now), Zone::find(c.zone), wish)), c.next) << c.name;
  }
}

TEST(Digest, CollectsWhatThePersonChose) {
  World w;
  w.ann.preferences["digest"] =
      Json::parse(R"({"default":"weekly","price_drop":"daily","sold_out":"immediate","at":"x"})");
  Item item = w.run().items.at(0);
  EXPECT_EQ(item.held_by, Reason::digest);
  EXPECT_EQ(item.held_until, at("2026-06-02T07:00:00Z"));
  w.notice.kind = "sold_out";
  EXPECT_EQ(w.run().items.at(0).held_until, std::nullopt);
  w.notice.kind = "event_changed";
  EXPECT_EQ(w.run().items.at(0).held_until, at("2026-06-08T07:00:00Z"));
  w.notice.priority = 5;
  EXPECT_EQ(w.run().items.at(0).held_until, std::nullopt) << "critical is told at once";
  w.notice.priority = 3;
  w.notice.kind = "verification_code";
  EXPECT_EQ(w.run().items.at(0).held_until, std::nullopt);
}

TEST(Ladder, LetsSoManyThroughThenHolds) {
  using std::chrono::minutes;
  const Ladder ladder{{2, minutes{15}}, {3, minutes{60}}};
  const Instant now = at("2026-06-01T12:00:00Z");
  const auto ago = [&](int m) { return now - minutes{m}; };
  struct Case {
    std::string name;
    std::vector<Instant> left;
    Instant allowed;
  };
  const Case cases[] = {
      {"nothing yet", {}, now},
      {"one", {ago(1)}, now},
      {"two in the quarter", {ago(10), ago(1)}, now + minutes{5}},
      {"two, one of them before it", {ago(20), ago(1)}, now},
      {"three in the hour", {ago(50), ago(40), ago(30)}, now + minutes{10}},
      {"both rungs", {ago(50), ago(10), ago(1)}, now + minutes{10}},
      {"just out of the span", {ago(15), ago(1)}, now},
  };
  for (const Case& c : cases) EXPECT_EQ(allowed_at(ladder, c.left, now), c.allowed) << c.name;
  EXPECT_EQ(parse_rung("3/15m")->most, 3);
  for (const char* bad : {"", "3", "/15m", "0/15m", "3/", "-1/15m", "3/0s", "99999/1h"}) {
    EXPECT_FALSE(parse_rung(bad)) << bad;
  }
}

TEST(Ladder, HoldsAndMergesRatherThanDrops) {
  World w;
  w.ann.preferences["channel_by_priority"] = {{"default", "sms"}};
  w.routing.ladders.common[Channel::sms] = {{1, std::chrono::minutes{15}}};
  EXPECT_EQ(w.run().items.at(0).held_until, std::nullopt);
  w.flow.left = {w.facts.now - std::chrono::minutes{5}};
  const Item item = w.run().items.at(0);
  EXPECT_EQ(item.held_by, Reason::over_ladder);
  EXPECT_EQ(item.held_until, w.facts.now + std::chrono::minutes{10});
  w.flow.held_until = w.facts.now + std::chrono::minutes{3};
  EXPECT_EQ(w.run().items.at(0).held_until, w.flow.held_until) << "with what waits already";
  w.notice.priority = 5;
  EXPECT_EQ(w.run().items.at(0).held_until, std::nullopt) << "critical has a ladder of its own";
  w.routing.ladders.critical[Channel::sms] = {{1, std::chrono::minutes{15}}};
  EXPECT_TRUE(w.run().items.at(0).held_until);
}

}  // namespace
}  // namespace tocsin::notify
