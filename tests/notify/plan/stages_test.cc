#include <gtest/gtest.h>

#include "notify/plan/bypass.h"
#include "notify/plan/preferences.h"
#include "notify/plan/world.h"

namespace tocsin::notify {
namespace {

using test::at;
using test::World;

TEST(Preferences, SayWhoHearsWhat) {
  struct Case {
    std::string name, key, value, kind;
    Priority priority;
    std::optional<Reason> reason;
  };
  const Case cases[] = {
      {"nothing said", "x", "1", "price_drop", 3, std::nullopt},
      {"kind off", "kinds", R"({"price_drop":false})", "price_drop", 3, Reason::kind_off},
      {"kind off by this channel", "kinds", R"({"price_drop":{"email":false}})", "price_drop", 3,
       Reason::kind_off},
      {"kind off by another channel", "kinds", R"({"price_drop":{"sms":false}})", "price_drop", 3,
       std::nullopt},
      {"direct is never off by channel", "kinds", R"({"test":{"email":false}})", "test", 3,
       std::nullopt},
      {"other kind off", "kinds", R"({"sold_out":false})", "price_drop", 3, std::nullopt},
      {"kind off by each", "kinds", R"({"price_drop":{"email":false,"sms":false}})", "price_drop",
       3, Reason::kind_off},
      {"direct is never off", "kinds", R"({"test":false})", "test", 3, std::nullopt},
      {"minimum by name", "minimum_priority", R"("high")", "price_drop", 3, Reason::below_minimum},
      {"minimum by digit", "minimum_priority", "4", "price_drop", 4, std::nullopt},
      {"no such minimum", "minimum_priority", R"("loud")", "price_drop", 1, std::nullopt},
      {"all channels off", "channels", R"({"email":false,"sms":false})", "price_drop", 3,
       Reason::channel_off},
      {"not an object", "channels", "[]", "price_drop", 3, std::nullopt},
  };
  for (const Case& c : cases) {
    World w;
    w.notice.kind = c.kind;
    w.notice.priority = c.priority;
    w.ann.preferences[c.key] = Json::parse(c.value);
    EXPECT_EQ(w.verdict(), c.reason) << c.name;
  }
  World w;
  w.ann.disabled = true;
  EXPECT_EQ(w.verdict(), Reason::person_disabled);
}

TEST(Preferences, AKindThatIsOffByOneChannelComesByACalmerOneOnly) {
  World w;
  w.ann.preferences["channel_by_priority"] = Json::parse(R"({"default":["sms","email"]})");
  w.ann.preferences["kinds"] = Json::parse(R"({"price_drop":{"sms":false}})");
  EXPECT_EQ(w.run().items.at(0).place->channel, Channel::email);
  w.ann.preferences["channel_by_priority"] = Json::parse(R"({"default":["email","sms"]})");
  w.ann.preferences["kinds"] = Json::parse(R"({"price_drop":{"email":false}})");
  EXPECT_EQ(w.verdict(), Reason::kind_off);
}

TEST(Preferences, WhatAnAdminMadeCriticalIsHeard) {
  const std::pair<std::string, std::string> wishes[] = {
      {"kinds", R"({"price_drop":false})"},
      {"kinds", R"({"price_drop":{"email":false,"sms":false}})"},
      {"channels", R"({"email":false,"sms":false})"}};
  for (const auto& [name, value] : wishes) {
    World w;
    w.ann.preferences[name] = Json::parse(value);
    w.notice.priority = 5;
    EXPECT_NE(w.verdict(), std::nullopt) << value;
    w.ann.hears_critical = true;
    EXPECT_EQ(w.verdict(), std::nullopt) << value;
    w.notice.priority = 4;
    EXPECT_NE(w.verdict(), std::nullopt) << value;
  }
  World w;
  w.facts.now = at("2026-01-10T23:30:00Z");
  w.notice.priority = 5;
  w.ann.hears_critical = true;
  w.ann.preferences["quiet_hours"] = Json::parse(R"({"critical":"hold","hold":"all"})");
  EXPECT_EQ(w.run().items.at(0).held_until, std::nullopt);
}

TEST(Preferences, ChannelByPriority) {
  World w;
  w.ann.preferences["channel_by_priority"] =
      Json::parse(R"({"critical":"sms","medium":["webhook","email"],"default":"email"})");
  struct Case {
    Priority priority;
    Channel channel;
  };
  for (const Case& c : {Case{5, Channel::sms}, Case{3, Channel::email}, Case{2, Channel::email}}) {
    w.notice.priority = c.priority;
    const Batch batch = w.run();
    ASSERT_EQ(batch.items.size(), 1U);
    EXPECT_EQ(batch.items[0].place->channel, c.channel) << c.priority;
  }
}

TEST(Destinations, TheFirstUsableOrTheReason) {
  World w;
  w.ann.places = {{1, Channel::email, "old@example.org", false, true},
                  {2, Channel::email, "new@example.org", true, false}};
  EXPECT_EQ(w.run().items.at(0).place->address, "new@example.org");
  w.ann.places.pop_back();
  EXPECT_EQ(w.verdict(), Reason::destination_disabled);
  w.ann.places = {{3, Channel::telegram, "123", true, false}};
  EXPECT_EQ(w.verdict(), Reason::channel_absent);
  w.ann.places.clear();
  EXPECT_EQ(w.verdict(), Reason::no_destination);
}

TEST(Window, SuppressesRepetitionsOnly) {
  struct Case {
    std::string name;
    std::vector<Told> told;
    Purpose purpose;
    Priority priority;
    std::optional<Reason> reason;
  };
  const Told first3{Purpose::first, 3}, first4{Purpose::first, 4}, ended{Purpose::resolved, 3};
  const Case cases[] = {
      {"nothing told", {}, Purpose::first, 3, std::nullopt},
      {"told", {first3}, Purpose::first, 3, Reason::duplicate},
      {"priority rose", {first3}, Purpose::update, 4, std::nullopt},
      {"priority fell", {first4}, Purpose::first, 3, Reason::duplicate},
      {"risen before", {first3, first4}, Purpose::update, 4, Reason::duplicate},
      {"ended", {first3}, Purpose::resolved, 3, std::nullopt},
      {"ended twice", {ended, first3}, Purpose::resolved, 3, Reason::duplicate},
      {"began again", {ended, first3}, Purpose::first, 3, std::nullopt},
      {"escalation", {first3}, Purpose::escalation, 3, std::nullopt},
      {"direct", {first3}, Purpose::direct, 3, std::nullopt},
  };
  for (const Case& c : cases) {
    World w;
    w.told = c.told;
    w.notice.purpose = c.purpose;
    w.notice.priority = c.priority;
    EXPECT_EQ(w.verdict(), c.reason) << c.name;
  }
}

TEST(Matchers, AreAnchoredAndKnowTheirOperators) {
  Notice n;
  n.kind = "price_drop";
  n.priority = 4;
  n.subject = {"event", "7"};
  n.labels = {{"platform", "axs"}, {"area", "north-west"}};
  struct Case {
    std::string text;
    bool matches;
  };
  const Case cases[] = {
      {"platform=axs", true},       {"platform = \"axs\"", true},
      {"platform=ax", false},       {"platform!=axs", false},
      {"platform!=seatgeek", true}, {"area=~north", false},
      {"area=~north.*", true},      {"area=~south|north-.*", true},
      {"area!~north.*", false},     {"absent=", true},
      {"absent!=x", true},          {"kind=price_drop", true},
      {"priority=high", true},      {"subject=event:7", true},
  };
  for (const Case& c : cases) {
    const auto matcher = Matcher::parse(c.text);
    ASSERT_TRUE(matcher) << c.text;
    EXPECT_EQ(matcher->matches(n), c.matches) << c.text;
  }
  for (const char* bad : {"", "platform", "=x", "a!b", "a=~(", "a!"}) {
    EXPECT_FALSE(Matcher::parse(bad)) << bad;
  }
}

TEST(Silence, HoldsBackAndSaysWhenToLookAgain) {
  World w;
  w.notice.labels = {{"platform", "axs"}};
  const Instant until = at("2026-06-01T15:00:00Z");
  w.mutes = Mutes({{"s-1", "works", until, {*Matcher::parse("platform=axs")}, false}});
  const Batch batch = w.run();
  ASSERT_EQ(batch.dropped.size(), 1U);
  EXPECT_EQ(batch.dropped[0].reason, Reason::silenced);
  EXPECT_EQ(batch.dropped[0].again_at, until);
  EXPECT_EQ(batch.dropped[0].muted_by, "s-1");
  w.notice.priority = 5;
  EXPECT_EQ(w.verdict(), Reason::silenced) << "critical respects it";
  w.notice.kind = "verification_code";
  EXPECT_EQ(w.verdict(), std::nullopt);
  w.notice.kind = "price_drop";
  w.mutes = Mutes({{"s-2", "new roof", until, {*Matcher::parse("platform=axs")}, true}});
  EXPECT_EQ(w.verdict(), Reason::maintenance);
  w.mutes = Mutes({{"s-3", "works", until, {}, false}});
  EXPECT_EQ(w.verdict(), std::nullopt) << "a silence without matchers mutes nothing";
}

TEST(Internal, NeverLeavesToCustomers) {
  struct Case {
    std::string role;
    bool told;
  };
  for (const Case& c : {Case{"agent", true}, Case{"ops_manager", true}, Case{"", true},
                        Case{"customer", false}, Case{"vendor", false}, Case{"watcher", false}}) {
    World w;
    w.notice.labels["internal"] = "true";
    w.ann.role = c.role;
    EXPECT_EQ(w.verdict() == std::nullopt, c.told) << c.role;
  }
  World w;
  w.notice.labels["internal"] = "true";
  w.ann.person_id.reset();
  EXPECT_EQ(w.verdict(), Reason::internal) << "an organization's channel";
}

TEST(Deputy, IsToldInPlaceOfWhoCannotBeReached) {
  const auto world = [](World& w) {
    w.ann.preferences["deputy"] = Json::parse(R"(["person:nobody", "person:bob", "person:eve"])");
    for (const char* name : {"bob", "eve"}) {
      Recipient& r = w.others[std::string("person:") + name];
      r.person_id = name[0];
      r.name = name;
      r.places = {{name[0], Channel::email, "x@example.org", true, false}};
    }
  };
  World w;
  world(w);
  EXPECT_EQ(w.run().items.at(0).recipient, &w.ann) << "she can be reached";
  for (Place& p : w.ann.places) p.dead = true;
  Batch batch = w.run();
  ASSERT_EQ(batch.items.size(), 1U);
  EXPECT_EQ(batch.items[0].recipient->name, "bob");
  EXPECT_EQ(batch.items[0].stand_in_for, &w.ann);
  ASSERT_EQ(batch.dropped.size(), 1U);
  EXPECT_EQ(batch.dropped[0].reason, Reason::destination_disabled);
  w.others["person:bob"].disabled = true;
  EXPECT_EQ(w.run().items.at(0).recipient->name, "eve");
  w.notice.kind = "verification_code";
  EXPECT_TRUE(w.run().items.empty()) << "a code is for one person";
}

TEST(Bypass, TheTableIsTheWaists) {
  struct Case {
    std::string name, kind, severity;
    Purpose purpose;
    Priority priority;
    MessageClass what;
  };
  const Case cases[] = {
      {"critical", "price_drop", "", Purpose::first, 5, MessageClass::critical},
      {"high", "price_drop", "", Purpose::first, 4, MessageClass::ordinary},
      {"breach", "sla_breach", "critical", Purpose::first, 4, MessageClass::critical},
      {"lesser breach", "sla_breach", "high", Purpose::first, 4, MessageClass::ordinary},
      {"warning", "sla_warning", "critical", Purpose::first, 4, MessageClass::ordinary},
      {"step", "sla_breach", "critical", Purpose::escalation, 5, MessageClass::escalation},
      {"code", "verification_code", "", Purpose::first, 5, MessageClass::direct},
      {"signature", "signature_request", "", Purpose::first, 2, MessageClass::direct},
      {"test", "test", "", Purpose::direct, 2, MessageClass::direct},
  };
  for (const Case& c : cases) {
    Notice n;
    n.kind = c.kind;
    n.purpose = c.purpose;
    n.priority = c.priority;
    if (!c.severity.empty()) n.labels["severity"] = c.severity;
    EXPECT_EQ(class_of(n), c.what) << c.name;
    EXPECT_EQ(bypass_of(n).what, c.what) << c.name;
  }
}

}  // namespace
}  // namespace tocsin::notify
