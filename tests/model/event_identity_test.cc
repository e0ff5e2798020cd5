#include "model/event_identity.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "base/text.h"
#include "base/time.h"
#include "support/fixtures.h"

namespace tocsin {
namespace {

EventFacts event(std::string name, std::string venue, std::string_view local,
                 std::string city = "") {
  EventFacts e;
  e.name = std::move(name);
  e.venue.name = std::move(venue);
  e.venue.city = std::move(city);
  e.starts_at = *parse_instant(std::string(local) + (local.size() > 10 ? "Z" : ""));
  e.starts_local = e.starts_at;
  e.start_precision = local.size() > 10 ? StartPrecision::local : StartPrecision::day;
  return e;
}
EventFacts played_by(EventFacts e, std::vector<std::string> performers) {
  e.performers = std::move(performers);
  return e;
}
bool same(const EventFacts& a, const EventFacts& b) {
  if (place_key(a.venue).empty() || place_key(a.venue) != place_key(b.venue)) return false;
  const IdentityCandidate candidate{1, 10, b};
  return find_same(a, 2, std::span(&candidate, 1)) == 10;
}

TEST(EventIdentity, Places) {
  struct Case {
    std::string name, city, key;
  };
  const Case cases[] = {
      {"Crypto.com Arena", "Los Angeles", "com crypto"},
      {"The Crypto.com Arena", "", "com crypto"},
      {"American Airlines Center - TX", "Dallas", "airlines american"},
      {"Mortgage Matchup Center (formerly PHX Arena)", "Phoenix", "matchup mortgage"},
      {"O2 Arena, London", "London", "o2"},
      {"The O2", "", "o2"},
      {"Th\xC3\xA9\xC3\xA2tre de la Ville", "Paris", "ville"},
      {"The Hall", "", "hall the"},
      {"Leeds Arena", "Leeds", "leeds"},
      {"Online", "", ""},
      {"", "Leeds", ""},
  };
  for (const Case& c : cases) {
    Venue venue;
    venue.name = c.name;
    venue.city = c.city;
    EXPECT_EQ(place_key(venue), c.key) << c.name;
  }
}

TEST(EventIdentity, TheSameAndNotTheSame) {
  const std::string evening = "2026-05-01T19:30:00";
  struct Case {
    EventFacts a, b;
    bool same;
  };
  const auto game = [&](std::string name) { return event(std::move(name), "Ball Arena", evening); };
  const auto play = [](std::string name, std::string_view at) {
    return event(std::move(name), "Old Vic", at);
  };
  EventFacts instant = game("Lakers at Nuggets");
  instant.starts_at = *parse_instant("2026-05-02T01:30:00Z");
  instant.starts_local.reset();
  instant.start_precision = StartPrecision::exact;
  EventFacts zoned = instant;
  zoned.time_zone = "America/Denver";
  EventFacts nowhere = game("Lakers at Nuggets");
  nowhere.starts_at.reset();
  nowhere.starts_local.reset();
  const Case cases[] = {
      {game("Denver Nuggets vs. Los Angeles Lakers"), game("Los Angeles Lakers at Denver Nuggets"),
       true},
      {game("Nuggets v Lakers"), game("Los Angeles Lakers at Denver Nuggets"), true},
      {game("Lakers at Nuggets (Statue Day)"), game("Nuggets vs Lakers"), true},
      {game("NBA Cup Quarterfinal: Nuggets vs. Spurs"),
       game("NBA Cup - Quarterfinals: Spurs at Nuggets"), true},
      {game("Lakers at Nuggets"), zoned, true},
      {game("Lakers at Nuggets"), instant, false},  // nobody knows its clocks
      {zoned, instant, true},
      {game("Lakers at Nuggets"), nowhere, false},
      {game("Lakers at Nuggets"), game("Spurs at Nuggets"), false},
      {game("Lakers at Nuggets"), game("Lakers at Nuggets: Pre-Game Pass"), false},
      {game("Lakers at Nuggets"), game("Parking: Lakers at Nuggets"), false},
      {game("Nuggets v Lakers"), game("Nuggets Women v Lakers Women"), false},
      // Another time of day: opponents meet once, plays are given twice.
      {event("Nuggets v Lakers", "Ball Arena", "2026-05-01T17:30:00"), game("Lakers at Nuggets"),
       true},
      {event("Nuggets v Lakers", "Ball Arena", "2026-05-02T19:30:00"), game("Lakers at Nuggets"),
       false},
      {play("Hamlet", "2026-05-01T14:00:00"), play("Hamlet", evening), false},
      {event("Jazz at Ball Arena", "Ball Arena", "2026-05-01T17:30:00"), game("Jazz at Ball Arena"),
       false},
      {play("Hamlet", "2026-05-01"), play("Hamlet", evening), true},
      {play("Hamlet", "2026-05-02"), play("Hamlet", evening), false},
      {play("Hamlet", evening), play("Macbeth", evening), false},
      {play("Beethoven: Symphony No. 5", evening), play("Beethoven: Symphony No. 9", evening),
       false},
      {play("Coldplay", evening), play("Coldplay - Music of the Spheres World Tour", evening),
       true},
      {play("ABBA", evening), play("ABBA tribute", evening), false},
      // Venues of one name in two cities.
      {event("Nutcracker", "Civic Center", evening, "Leeds"),
       event("Nutcracker", "Civic Center", evening, "York"), false},
      {event("Nutcracker", "Civic Center", evening, "Leeds"),
       event("Nutcracker", "Civic Center", evening), true},
      {event("Nutcracker", "Civic Center", evening, "Leeds, UK"),
       event("Nutcracker", "Civic Center", evening, "Leeds"), true},
      // Performers go before titles.
      {played_by(play("An evening of song", evening), {"Ann Lee", "Bob"}),
       played_by(play("Ann Lee live", evening), {"Ann Lee"}), true},
      {played_by(play("Comedy night", evening), {"Ann Lee"}),
       played_by(play("Comedy night", evening), {"Bob"}), false},
      {played_by(play("Lieder", evening), {"Ann Lee"}), play("Ann Lee sings", evening), true},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(same(c.a, c.b), c.same) << c.a.name << " | " << c.b.name;
    EXPECT_EQ(same(c.b, c.a), c.same) << c.b.name << " | " << c.a.name;
  }
}

TEST(EventIdentity, SeveralOfADay) {
  const auto hamlet = [](std::string_view at) { return event("Hamlet", "Old Vic", at); };
  const auto game = [](std::string_view at) { return event("A v B", "Ball Arena", at); };
  using Candidates = std::vector<IdentityCandidate>;
  const Candidates both{{1, 10, hamlet("2026-05-01T14:00:00")},
                        {1, 11, hamlet("2026-05-01T19:30:00")}};
  EXPECT_EQ(find_same(hamlet("2026-05-01T19:30:00"), 2, both), 11);
  EXPECT_EQ(find_same(hamlet("2026-05-01T16:00:00"), 2, both), std::nullopt);
  EXPECT_EQ(find_same(hamlet("2026-05-01"), 2, both), std::nullopt);  // matinee or evening?
  // The day alone belongs to the matinee already, whose platform lists the evening apart.
  const Candidates taken{{1, 10, hamlet("2026-05-01")}, {2, 10, hamlet("2026-05-01T14:00:00")}};
  EXPECT_EQ(find_same(hamlet("2026-05-01T19:30:00"), 2, taken), std::nullopt);
  // Two games of the same teams on one day are told apart by whoever lists both.
  const Candidates twice{{1, 10, game("2026-05-01T13:00:00")},
                         {1, 11, game("2026-05-01T19:00:00")}};
  EXPECT_EQ(find_same(game("2026-05-01T13:05:00"), 2, twice), std::nullopt);
  EXPECT_EQ(find_same(game("2026-05-01T13:00:00"), 2, twice), 10);
  const Candidates own{{2, 10, game("2026-05-01T13:00:00")}};
  EXPECT_EQ(find_same(game("2026-05-01T19:00:00"), 2, own), std::nullopt);
  // The same page twice.
  EXPECT_EQ(find_same(game("2026-05-01T13:00:00"), 2, own), 10);
}

// Lines of a CSV file as fields by column.
std::vector<std::map<std::string, std::string>> csv(const std::string& file) {
  std::ifstream in(test::fixtures() / file);
  std::vector<std::map<std::string, std::string>> out;
  std::vector<std::string> header;
  for (std::string line; std::getline(in, line);) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (const char c : line) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.emplace_back();
      } else if (c != '\r') {
        fields.back() += c;
      }
    }
    if (header.empty()) {
      header = fields;
      continue;
    }
    auto& row = out.emplace_back();
    for (std::size_t i = 0; i < header.size() && i < fields.size(); ++i) row[header[i]] = fields[i];
  }
  return out;
}

// "Apr 2", "6:30pm" of the season 2025/26.
std::string vivid_time(const std::string& date, const std::string& time) {
  const std::string months = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const auto month = months.find(date.substr(0, 3)) / 3 + 1;
  const int colon = static_cast<int>(time.find(':'));
  const int hour = std::stoi(time.substr(0, static_cast<std::size_t>(colon))) % 12 +
                   (time.ends_with("pm") ? 12 : 0);
  return fmt::format("{}-{:02}-{:02}T{:02}:{}:00", month > 8 ? 2025 : 2026, month,
                     std::stoi(date.substr(4)), hour,
                     time.substr(static_cast<std::size_t>(colon) + 1, 2));
}

// The season's games at three platforms: which of them are one, and that no two games become one.
TEST(EventIdentity, LakersAtThreePlatforms) {
  const std::string folder = "prices/lakers_3sites_2025/";
  TOCSIN_NEEDS_FIXTURE(folder);
  std::vector<IdentityCandidate> all;
  const auto add = [&](std::int64_t platform, EventFacts facts) {
    std::vector<IdentityCandidate> near;
    for (const IdentityCandidate& c : all) {
      const bool at_place = place_key(c.facts.venue) == place_key(facts.venue);
      const auto range = same_start_range(facts);
      if (at_place && *c.facts.starts_at >= range->from && *c.facts.starts_at <= range->until) {
        near.push_back(c);
      }
    }
    const auto group = find_same(facts, platform, near);
    all.push_back({platform, group.value_or(static_cast<std::int64_t>(all.size())), facts});
  };
  for (auto& row : csv(folder + "lakers_remaining_games_with_min_price.csv")) {
    add(1, event(row["event_name"], row["venue_name"],
                 row["start_date_local"] + "T" + row["start_time_local"], row["city"]));
  }
  for (auto& row : csv(folder + "seatgeek_events.csv")) {
    add(2, event(row["title"], row["venue name"], row["datetime_local"], row["city"]));
  }
  for (auto& row : csv(folder + "vividseats_lakers_events.csv")) {
    const std::string city = row["city"].substr(0, row["city"].find(','));
    add(3, event(row["event_title"], row["venue"], vivid_time(row["event_date"], row["event_time"]),
                 city));
  }
  ASSERT_EQ(all.size(), 59U + 58 + 58);

  std::map<std::int64_t, std::vector<const IdentityCandidate*>> groups;
  for (const IdentityCandidate& c : all) groups[c.group].push_back(&c);
  std::size_t of_three = 0;
  std::size_t of_two = 0;
  std::vector<std::string> alone;
  for (const auto& [id, members] : groups) {
    of_three += members.size() == 3 ? 1 : 0;
    of_two += members.size() == 2 ? 1 : 0;
    if (members.size() == 1) alone.push_back(members[0]->facts.name);
    // One game, one day, one venue, each platform once: the Lakers play once a day.
    for (const IdentityCandidate* m : members) {
      const auto day = [](const EventFacts& e) {
        return std::chrono::floor<std::chrono::days>(*e.starts_local);
      };
      EXPECT_EQ(day(m->facts), day(members[0]->facts)) << m->facts.name;
      EXPECT_EQ(fold(m->facts.venue.city), fold(members[0]->facts.venue.city)) << m->facts.name;
      EXPECT_EQ(std::count_if(members.begin(), members.end(),
                              [&](const auto* o) { return o->platform == m->platform; }),
                1)
          << m->facts.name;
    }
  }
  // 58 games of two or three platforms; a pass to watch the warm-up and a game of one platform.
  EXPECT_EQ(of_three, 57U);
  EXPECT_EQ(of_two, 1U);  // Vivid Seats does not list the cup game of 10 December
  EXPECT_EQ(alone, (std::vector<std::string>{
                       "Brooklyn Nets v. Los Angeles Lakers : Pre-Game Pass (Watch Warm-Ups)",
                       "Los Angeles Lakers at Phoenix Suns"}));  // of 14 December
}

}  // namespace
}  // namespace tocsin
