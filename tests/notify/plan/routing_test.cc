#include <gtest/gtest.h>

#include "base/error.h"
#include "notify/plan/routing_file.h"
#include "notify/plan/world.h"

namespace tocsin::notify {
namespace {

using test::at;
using test::World;

std::string names(const std::vector<const Route*>& routes) {
  std::string out;
  for (const Route* r : routes) out += (out.empty() ? "" : " ") + r->name;
  return out;
}

TEST(Routing, GoesDownTheTree) {
  const Routing routing = read_routing(R"(
[default]
group_by = ["kind"]
group_wait = "10s"
[[route]]
name = "all to the log"
continue = true
recipients = ["organization:log"]
[[route]]
name = "platforms"
match = ["kind=~platform_.*"]
group_by = ["platform"]
[[route.route]]
name = "north"
match = ["area=north"]
channels = ["sms", "email"]
[[route]]
name = "urgent"
match = ["priority=critical"]
group_wait = "0s"
)",
                                       "test", "UTC");
  Notice n;
  n.kind = "platform_failing";
  n.priority = 5;
  EXPECT_EQ(names(routing.routes_of(n)), "all to the log platforms") << "the first, not urgent";
  n.labels["area"] = "north";
  const auto north = routing.routes_of(n);
  EXPECT_EQ(names(north), "all to the log north");
  EXPECT_EQ(north[1]->group_by, std::vector<std::string>{"platform"}) << "as the parent";
  EXPECT_EQ(north[1]->group_wait, std::chrono::seconds{10}) << "as the default";
  EXPECT_EQ(north[1]->channels, (std::vector{Channel::sms, Channel::email}));
  n.kind = "price_drop";
  EXPECT_EQ(names(routing.routes_of(n)), "all to the log urgent");
  EXPECT_EQ(names(read_routing("", "test", "UTC").routes_of(n)), "default");
}

TEST(Routing, TheRouteSaysWhichChannels) {
  World w;
  w.routing.root.channels = {Channel::sms};
  EXPECT_EQ(w.run().items.at(0).place->channel, Channel::sms);
  w.ann.preferences["channels"] = Json::parse(R"({"sms":false})");
  EXPECT_EQ(w.verdict(), Reason::channel_off) << "what a person switched off stays off";
}

TEST(RoutingFile, TheShippedOneCanBeUsed) {
  const Routing routing = load_routing("", "UTC");
  EXPECT_FALSE(routing.root.gathers());
  EXPECT_FALSE(routing.ladders.common.at(Channel::voice).empty());
  EXPECT_FALSE(routing.inhibit.empty());
}

TEST(RoutingFile, SaysWhereAndWhy) {
  struct Case {
    std::string text, reason;
  };
  const Case cases[] = {
      {"[[route]]\nname='a'\nmacth=[]", "x:3: unknown key 'macth' (did you mean 'match'?)"},
      {"[[route]]\nmatch=['a=b']", "x:1: 'name' is missing"},
      {"[[route]]\nname='a'\n[[route]]\nname='a'", "x:4: there is a route 'a' already"},
      {"[[route]]\nname='a'\nmatch=['a~b']",
       "x:3: 'a~b' is no matcher: name=value, name!=value, name=~regex or name!~regex"},
      {"[default]\ngroup_wait='soon'", "x:2: 'soon' is no duration such as 30s, 5m or 4h"},
      {"[default]\nmute_times=['nights']", "x:2: there is no mute time 'nights'"},
      {"[default]\nrecipients=['ann']",
       "x:2: 'ann' is no recipient: person:ID, role:NAME, team:ID or organization:ID"},
      {"[[mute_time]]\nname='n'\ntime_zone='Mars/Base'\n[[mute_time.when]]\nhours=['1']",
       "x:3: there is no zone 'Mars/Base'"},
      {"[[mute_time]]\nname='n'\n[[mute_time.when]]\nhours=['9-5']", "x:4: '9-5' is none of hours"},
      {"[[mute_time]]\nname='n'\n[[mute_time.when]]\n",
       "x:3: this would be always: name weekdays, dates or hours"},
      {"[[mute_time]]\nname='n'", "x:1: a mute time needs at least one 'when'"},
      {"[[inhibit]]\nname='i'\nsource=['a=b']", "x:1: 'target' is missing"},
      {"[throttle]\nsms=['three']", "x:2: 'three' is no rung such as 3/15m"},
      {"[throttle]\nsmss=[]", "x:2: unknown key 'smss' (did you mean 'sms'?)"},
      {"default=1", "x:1: 'default' must be a table"},
      {"= 1", "x:1: "},
  };
  for (const Case& c : cases) {
    try {
      (void)read_routing(c.text, "x", "UTC");
      ADD_FAILURE() << c.text << " was taken";
    } catch (const Error& e) {
      EXPECT_EQ(e.status(), Exit::config) << c.text;
      EXPECT_TRUE(std::string_view(e.what()).starts_with(c.reason)) << e.what();
    }
  }
}

TEST(MatcherIndex, FindsWhatAsksForEveryMatcherWould) {
  const std::vector<std::vector<std::string>> sets = {{"kind=a"},
                                                      {"kind=a", "platform=p1"},
                                                      {"platform=p1"},
                                                      {"platform=~p.*"},
                                                      {"kind!=a"},
                                                      {"area="},
                                                      {"kind=a", "area=north", "platform!=p1"},
                                                      {"priority=high"}};
  MatcherIndex index;
  std::vector<Matchers> parsed;
  for (const auto& set : sets) {
    Matchers matchers;
    for (const auto& text : set) matchers.push_back(*Matcher::parse(text));
    index.add(parsed.emplace_back(std::move(matchers)));
  }
  for (const char* kind : {"a", "b"}) {
    for (const char* platform : {"", "p1", "p2"}) {
      for (const char* area : {"", "north"}) {
        Notice n;
        n.kind = kind;
        n.priority = 4;
        if (*platform != 0) n.labels["platform"] = platform;
        if (*area != 0) n.labels["area"] = area;
        std::vector<std::size_t> expected, found;
        for (std::size_t i = 0; i < parsed.size(); ++i) {
          if (all_match(parsed[i], n)) expected.push_back(i);
        }
        index.find(n, [&](std::size_t i) {
          found.push_back(i);
          return true;
        });
        EXPECT_EQ(found, expected) << kind << platform << area;
      }
    }
  }
}

TEST(Group, WaitsForOthersThenForTheInterval) {
  using std::chrono::minutes;
  using std::chrono::seconds;
  World w;
  w.routing.root.group_by = {"kind", "platform"};
  w.routing.root.group_wait = seconds{30};
  w.notice.labels["platform"] = "axs";
  const Item first = w.run().items.at(0);
  EXPECT_EQ(first.held_until, w.facts.now + seconds{30});
  EXPECT_EQ(first.held_by, Reason::grouped);
  EXPECT_EQ(first.bundle, "default: kind=price_drop, platform=axs");
  w.group.held_until = w.facts.now + seconds{7};
  EXPECT_EQ(w.run().items.at(0).held_until, w.facts.now + seconds{7}) << "with what waits";
  w.group = {std::nullopt, w.facts.now - minutes{1}};
  EXPECT_EQ(w.run().items.at(0).held_until, w.facts.now + minutes{4}) << "interval of 5 min";
  w.group = {std::nullopt, w.facts.now - minutes{60}};
  EXPECT_EQ(w.run().items.at(0).held_until, w.facts.now + seconds{30});
  w.notice.priority = 5;
  EXPECT_EQ(w.run().items.at(0).held_until, std::nullopt) << "critical does not wait";
  w.notice.priority = 3;
  w.routing.root.group_wait = seconds{0};
  EXPECT_EQ(w.run().items.at(0).held_until, std::nullopt);
}

TEST(Group, AWaitThatEndsInTheNightLastsUntilTheMorning) {
  World w;
  w.ann.preferences["channel_by_priority"] = {{"default", "sms"}};
  w.routing.root.group_wait = std::chrono::seconds{30};
  w.facts.now = at("2026-01-10T22:59:45Z");
  const Item item = w.run().items.at(0);
  EXPECT_EQ(item.held_until, at("2026-01-11T07:00:00Z"));
  EXPECT_EQ(item.held_by, Reason::quiet_hours);
  EXPECT_EQ(item.bundle, "") << "what waits for the morning leaves with all the rest";
}

TEST(Inhibit, WhileTheGreaterTroubleIsOpen) {
  World w;
  w.routing.inhibit = {{"down",
                        {*Matcher::parse("kind=platform_blocked")},
                        {*Matcher::parse("kind=~price_drop|platform_.*")},
                        {"platform"}}};
  w.inhibitors.emplace(w.routing.inhibit);
  w.facts.inhibitors = &*w.inhibitors;
  EXPECT_EQ(w.inhibitors->source_kinds(), std::vector<std::string>{"platform_blocked"});
  w.notice.labels["platform"] = "axs";
  EXPECT_EQ(w.verdict(), std::nullopt);
  Notice blocked;
  blocked.alert_id = 9;
  blocked.alert_public_id = "a-9";
  blocked.kind = "platform_blocked";
  blocked.labels["platform"] = "axs";
  w.inhibitors->add_source(blocked);
  const Batch batch = w.run();
  ASSERT_EQ(batch.dropped.size(), 1U);
  EXPECT_EQ(batch.dropped[0].reason, Reason::inhibited);
  EXPECT_EQ(batch.dropped[0].muted_by, "a-9");
  EXPECT_EQ(batch.dropped[0].again_at, std::nullopt) << "nobody knows when it will end";
  w.notice.labels["platform"] = "other";
  EXPECT_EQ(w.verdict(), std::nullopt) << "another platform";
  w.notice.labels["platform"] = "axs";
  w.facts.still_open = [](const Inhibitors::Source&) { return false; };
  EXPECT_EQ(w.verdict(), std::nullopt) << "it has ended since it was read";
  w.facts.still_open = [](const Inhibitors::Source&) { return true; };
  w.notice = blocked;
  EXPECT_EQ(w.verdict(), std::nullopt) << "nothing inhibits itself";
  w.notice.alert_id = 10;
  EXPECT_EQ(w.verdict(), std::nullopt) << "nor its like, being source and target both";
}

}  // namespace
}  // namespace tocsin::notify
