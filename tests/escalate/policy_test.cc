#include <gtest/gtest.h>

#include "base/error.h"
#include "base/time.h"
#include "escalate/policy_file.h"

namespace tocsin::escalate {
namespace {

using namespace std::chrono_literals;

const IsOpen kNeverOpen = [](const std::string&, Instant) { return false; };

std::vector<Policy> shipped() {
  const PolicyText text = find_policies({});
  return read_policies(text.content, text.where);
}

std::string fault(const std::string& toml) {
  try {
    read_policies(toml, "x");
    return "";
  } catch (const Error& e) {
    EXPECT_EQ(e.status(), Exit::config) << toml;
    return e.what();
  }
}

TEST(EscalationPolicy, ShipsAsTheSeedsHaveIt) {
  const auto all = shipped();
  const auto of = [&](Priority p) {
    return policy_of({p, "sla_breach", ""}, all, Instant{}, kNeverOpen);
  };
  ASSERT_NE(of(5), nullptr);
  EXPECT_EQ(of(5)->initial_delay, 2min);
  EXPECT_EQ(of(5)->max_attempts, 5);
  EXPECT_EQ(of(5)->steps.front().channels,
            (std::vector{Channel::sms, Channel::voice, Channel::slack, Channel::discord}));
  EXPECT_TRUE(of(5)->wakes);
  ASSERT_NE(of(4), nullptr);
  EXPECT_EQ(of(4)->initial_delay, 5min);
  EXPECT_EQ(of(4)->max_attempts, 3);
  EXPECT_EQ(of(4)->steps.front().channels,
            (std::vector{Channel::sms, Channel::slack, Channel::discord}));
  EXPECT_FALSE(of(4)->wakes);
  ASSERT_NE(of(3), nullptr);
  EXPECT_EQ(of(3)->max_attempts, 0);
  EXPECT_EQ(of(2), nullptr);
}

TEST(EscalationPolicy, SaysWhereAndWhy) {
  const std::string head = "[[escalation]]\nname = 'a'\n";
  const std::string step = "[[escalation.step]]\nto = ['person']\n";
  struct Case {
    std::string toml, says;
  };
  const Case cases[] = {
      {head + step, ""},
      {head + "max_attempts = 0\n", ""},
      {"[[escalation]]\n" + step, "x:1: 'name' is missing"},
      {head + step + head + step, "x:6: there is an escalation 'a' already"},
      {head, "x:1: there is no [[escalation.step]]; max_attempts = 0 says that nothing is told"},
      {head + "pace = 1\n" + step, "x:3: unknown key 'pace'"},
      {head + "initial_delay = 'soon'\n" + step,
       "x:3: 'soon' is no duration such as 90s, 15m or 2h"},
      {head + "initial_delay = '400d'\n" + step, "x:3: '400d' is longer than 366d"},
      {head + "initial_delay = '2h'\nmax_delay = '1h'\n" + step,
       "x:4: 'max_delay' is shorter than 'initial_delay'"},
      {head + "max_attempts = 51\n" + step, "x:3: 'max_attempts' must be from 0 to 50"},
      {head + "max_attempts = 2\n" + step, "x:1: rounds that repeat need an 'initial_delay'"},
      {head + "repeat_from = 2\n" + step, "x:3: 'repeat_from' must be from 1 to 1"},
      {head + "jitter = 51\n" + step, "x:3: 'jitter' must be from 0 to 50"},
      {head + "forgotten_after = '5s'\n" + step, "x:3: 'forgotten_after' is shorter than 1m"},
      {head + "match = { priority = 6 }\n" + step,
       "x:3: '6' is no priority from 1 to 5, low to critical"},
      {head + "match = { kind = [] }\n" + step, "x:3: 'kind' is empty"},
      {head + "match = { hours = 'off' }\n" + step, "x:1: 'hours' needs a 'calendar'"},
      {head + "[[escalation.step]]\n", "x:3: 'to' is missing"},
      {head + "[[escalation.step]]\nto = ['ann']\n",
       "x:4: 'ann' is no target such as person, person:ann, team:desk, role:agent, "
       "organization:acme, schedule:primary, channel:slack, emergency, exec:page-duty"},
      {head + "[[escalation.step]]\nto = ['channel:pigeon']\n",
       "x:4: 'channel:pigeon' is no target such as person, person:ann, team:desk, role:agent, "
       "organization:acme, schedule:primary, channel:slack, emergency, exec:page-duty"},
      {head + "[[escalation.step]]\nto = ['emergency', 'exec:siren loud']\n", ""},
      {head + "match = { priority = [4, 5] }\n[[escalation.step]]\nto = ['emergency']\n", ""},
      {head + "match = { priority = 4 }\n[[escalation.step]]\nto = ['emergency']\n",
       "x:5: emergency contacts are told of what is critical, and priority 5 never comes here"},
      {head + "[[escalation.step]]\nto = 'emergency'\nonly = { priority = 3 }\n",
       "x:4: emergency contacts are told of what is critical, and priority 5 never comes here"},
      {head + "[[escalation.step]]\nto = ['exec: siren']\n",
       "x:4: 'exec: siren' is no target such as person, person:ann, team:desk, role:agent, "
       "organization:acme, schedule:primary, channel:slack, emergency, exec:page-duty"},
      {head + "[[escalation.step]]\nto = ['person']\ndelay = '1m'\n",
       "x:5: the first step waits for 'initial_delay' and has no delay of its own"},
  };
  for (const Case& c : cases) {
    const std::string says = fault(c.toml);
    EXPECT_TRUE(c.says.empty() ? says.empty() : says.starts_with(c.says)) << c.toml << says;
  }
  EXPECT_EQ(fault(std::string((1 << 20) + 1, '#')), "x: larger than 1 MiB");
}

TEST(EscalationPolicy, TheClosestMatchWins) {
  const auto all = read_policies(R"(
[[escalation]]
name = "any"
max_attempts = 0
[[escalation]]
name = "urgent"
match = { priority = [4, "critical"] }
max_attempts = 0
[[escalation]]
name = "breach"
match = { priority = [4, 5], kind = "sla_breach" }
max_attempts = 0
[[escalation]]
name = "acme"
match = { priority = [4, 5], organization = "acme" }
max_attempts = 0
[[escalation]]
name = "night"
calendar = "office"
match = { priority = [4, 5], hours = "off" }
max_attempts = 0
)",
                                 "x");
  const auto chosen = [&](const AlertFacts& alert, bool open) {
    const IsOpen is_open = [&](const std::string&, Instant) { return open; };
    return policy_of(alert, all, Instant{}, is_open)->name;
  };
  EXPECT_EQ(chosen({2, "test", ""}, true), "any");
  EXPECT_EQ(chosen({4, "test", ""}, true), "urgent");
  EXPECT_EQ(chosen({4, "test", ""}, false), "night");
  EXPECT_EQ(chosen({5, "sla_breach", ""}, false), "breach");
  EXPECT_EQ(chosen({5, "sla_breach", "acme"}, false), "acme");
}

TEST(EscalationPolicy, GapsDoubleUpToTheLongestWithinTheirJitter) {
  Policy p{.name = "a", .initial_delay = 2min, .max_delay = 1h, .max_attempts = 9};
  const Duration expected[] = {2min, 4min, 8min, 16min, 32min, 1h, 1h};
  for (int round = 1; round <= 7; ++round) {
    EXPECT_EQ(gap_before(p, round, "e-1"), expected[round - 1]) << round;
  }
  p.jitter = 25;
  bool differs = false;
  for (int round = 1; round <= 7; ++round) {
    const Duration plain = expected[round - 1], gap = gap_before(p, round, "e-1");
    EXPECT_EQ(gap, gap_before(p, round, "e-1"));
    EXPECT_GE(gap, plain * 3 / 4);
    EXPECT_LE(gap, std::min<Duration>(plain * 5 / 4, 1h));
    differs = differs || gap != gap_before(p, round, "e-2");
  }
  EXPECT_EQ(gap_before(p, 1, "e-1"), 2min);
  EXPECT_TRUE(differs);
}

TEST(EscalationPolicy, IsFrozenWhole) {
  const auto all = read_policies(R"(
[[escalation]]
name = "all of it"
calendar = "office"
match = { priority = [4, 5], kind = ["a", "b"], organization = "acme", hours = "working" }
initial_delay = "3m"
max_delay = "2h"
max_attempts = 7
jitter = 12
repeat_from = 2
quiet_hours = "respect"
max_deferral = "5m"
forgotten_after = "4h"
[[escalation.step]]
to = ["person", "schedule:primary"]
channels = ["sms", "voice"]
[[escalation.step]]
delay = "10m"
to = ["team:desk", "channel:slack", "role:agent", "organization:acme", "person:ann"]
only = { priority = 5, hours = "off" }
)",
                                 "x");
  EXPECT_EQ(policy_from(Json::parse(to_json(all.front()).dump())), all.front());
  EXPECT_THROW(policy_from(Json::parse("{\"name\":\"a\"}")), Error);
}

}  // namespace
}  // namespace tocsin::escalate
