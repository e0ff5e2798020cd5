#include "escalate/decide.h"

#include <gtest/gtest.h>

#include <set>

#include "base/time.h"
#include "escalate/policy_file.h"
#include "escalate/simulate.h"

namespace tocsin::escalate {
namespace {

using namespace std::chrono_literals;
using Act = EscalationAct;
using Reason = EscalationReason;

const Instant kStart = *parse_instant("2026-03-02T10:00:00Z");

constexpr const char* kTwoSteps = R"(
[[escalation]]
name = "test"
initial_delay = "2m"
max_delay = "1h"
max_attempts = 3
[[escalation.step]]
to = ["person"]
channels = ["sms"]
[[escalation.step]]
delay = "5m"
to = ["schedule:primary", "team:desk"]
)";

// People whom targets mean, by the text of the target; who is not there cannot be told.
struct World {
  std::map<std::string, std::vector<std::string>> people{
      {"person", {"ann"}}, {"schedule:primary", {"bob"}}, {"team:desk", {"cem", "bob"}}};
  std::set<std::string> unreachable;
  Facts facts;

  World() {
    facts.alert = {4, "sla_breach", ""};
    facts.is_open = [](const std::string&, Instant) { return true; };
    facts.find = [this](const Target& target, const std::vector<Channel>& channels) {
      Found out;
      const std::string text = text_of(target);
      if (people[text].empty()) out.lacks.push_back({Reason::nobody_on_call, text, text});
      for (const std::string& name : people[text]) {
        if (unreachable.contains(name)) {
          out.lacks.push_back({Reason::unreachable, "person:" + name, name});
        } else {
          out.called.push_back({name, name, channels});
        }
      }
      return out;
    };
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;
};

Policy policy(const std::string& toml) {
  return read_policies(toml, "x").front();
}

store::Escalation fresh(const Policy& p) {
  Begin how{.public_id = "e-test", .at_once = std::nullopt};
  how.at = kStart;
  return begin(p, how);
}

std::string told(const Decision& d) {
  std::string out;
  for (const auto& s : d.steps) out += (out.empty() ? "" : " ") + s.recipient;
  return out;
}

std::vector<Act> acts(const Decision& d) {
  std::vector<Act> out;
  for (const auto& e : d.events) out.push_back(e.act);
  return out;
}

// "2m ann, 7m bob cem, …": a look at each time it asks for, nobody acting.
std::vector<std::string> story(const Policy& p, World& world) {
  std::vector<std::string> out;
  store::Escalation e = fresh(p);
  while (e.next_at) {
    const Instant now = *e.next_at;
    const Decision d = decide(p, e, world.facts, now);
    if (!d.steps.empty()) out.push_back(format_duration(now - kStart) + " " + told(d));
    e = d.next;
  }
  return out;
}

TEST(Decide, RoundsOfStepsUntilTheLast) {
  World world;
  EXPECT_EQ(story(policy(kTwoSteps), world),
            (std::vector<std::string>{"2m ann", "7m bob cem", "11m ann", "16m bob cem", "24m ann",
                                      "29m bob cem"}));
}

TEST(Decide, EmergencyContactsAreToldOfWhatIsCriticalOnly) {
  Policy p = policy(kTwoSteps);
  p.max_attempts = 1;
  p.steps.front().to = {{TargetKind::emergency}, {TargetKind::exec, "siren loud"}};
  for (const Priority priority : {4, 5}) {
    World world;
    world.people["emergency"] = {"max"};
    world.people["exec:siren loud"] = {"siren"};
    world.facts.alert.priority = priority;
    EXPECT_EQ(story(p, world), (std::vector<std::string>{
                                   priority == 5 ? "2m max siren" : "2m siren", "7m bob cem"}));
  }
}

TEST(Decide, LaterRoundsBeginWithTheStepChosen) {
  World world;
  Policy p = policy(kTwoSteps);
  p.repeat_from = 1;
  EXPECT_EQ(story(p, world),
            (std::vector<std::string>{"2m ann", "7m bob cem", "11m bob cem", "19m bob cem"}));
}

TEST(Decide, TheShippedPoliciesTellAsTheSeedsSay) {
  const PolicyText text = find_policies({});
  for (const Policy& p : read_policies(text.content, text.where)) {
    World world;
    const auto all = p.max_attempts == 0 ? std::vector<std::string>{} : story(p, world);
    const std::vector<std::string> expected =
        p.name == "critical"
            ? std::vector<std::string>{"2m ann", "6m ann", "14m ann", "30m ann", "1h2m ann"}
        : p.name == "high" ? std::vector<std::string>{"5m ann", "15m ann", "35m ann"}
                           : std::vector<std::string>{};
    EXPECT_EQ(all, expected) << p.name;
  }
}

TEST(Decide, WhatEndsIt) {
  const Policy p = policy(kTwoSteps);
  struct Case {
    AlertStatus status;
    Reason reason;
  };
  const Case cases[] = {{AlertStatus::acknowledged, Reason::acknowledged},
                        {AlertStatus::resolved, Reason::resolved},
                        {AlertStatus::ignored, Reason::ignored}};
  for (const Case& c : cases) {
    World world;
    world.facts.status = c.status;
    world.facts.acknowledged_at = world.facts.ended_at = kStart + 1min;
    const Decision d = decide(p, fresh(p), world.facts, kStart + 2min);
    EXPECT_EQ(d.next.state, EscalationState::ended);
    EXPECT_EQ(d.next.reason, c.reason);
    EXPECT_EQ(d.next.ended_at, kStart + 1min);
    EXPECT_FALSE(d.next.next_at);
    EXPECT_TRUE(d.steps.empty());
    EXPECT_FALSE(d.forgotten_at);
  }
}

TEST(Decide, AcknowledgedAlertsComeBackWhereThePolicySaysSo) {
  Policy p = policy(kTwoSteps);
  p.forgotten_after = 4h;
  World world;
  world.facts.status = AlertStatus::acknowledged;
  world.facts.acknowledged_at = kStart + 1min;
  EXPECT_EQ(decide(p, fresh(p), world.facts, kStart + 2min).forgotten_at, kStart + 1min + 4h);
}

TEST(Decide, ActivityDefersItForSoLongInAll) {
  const Policy p = policy(kTwoSteps);
  struct Case {
    Priority priority;
    Duration active_before_due;
    Instant then;
  };
  const Case cases[] = {{4, 5min, kStart + 12min},
                        {4, 15min, kStart + 2min},
                        {5, 1min, kStart + 12min},
                        {4, 1min, kStart + 16min}};
  for (const Case& c : cases) {
    World world;
    world.facts.alert.priority = c.priority;
    world.facts.active_at = kStart + 2min - c.active_before_due;
    const Decision d = decide(p, fresh(p), world.facts, kStart + 2min);
    EXPECT_EQ(d.next.next_at.value_or(kStart), d.steps.empty() ? c.then : kStart + 7min);
    EXPECT_EQ(d.steps.empty(), c.then != kStart + 2min);
  }
  // Whoever is always there is told all the same, once the time is used up.
  World world;
  store::Escalation e = fresh(p);
  Instant now = *e.next_at;
  for (;;) {
    world.facts.active_at = now;
    const Decision d = decide(p, e, world.facts, now);
    e = d.next;
    if (!d.steps.empty()) break;
    now = *e.next_at;
  }
  EXPECT_EQ(now, kStart + 2min + kUsualDeferral);
}

TEST(Decide, HeldTimeIsNotMissedTime) {
  const Policy p = policy(kTwoSteps);
  World world;
  world.facts.hold = Hold{Reason::silenced, kStart + 1h, "s-1"};
  Decision d = decide(p, fresh(p), world.facts, kStart + 2min);
  EXPECT_EQ(d.next.state, EscalationState::held);
  EXPECT_EQ(d.next.next_at, kStart + 1h);
  EXPECT_EQ(acts(d), std::vector{Act::held});
  d = decide(p, d.next, world.facts, kStart + 30min);
  EXPECT_TRUE(d.events.empty());  // as it was
  world.facts.hold.reset();
  d = decide(p, d.next, world.facts, kStart + 1h);
  EXPECT_EQ(acts(d), (std::vector{Act::resumed, Act::told}));
  EXPECT_EQ(told(d), "ann");
  EXPECT_EQ(d.steps.front().missed, 0);
  EXPECT_EQ(d.next.next_at, kStart + 1h + 5min);
}

TEST(Decide, WhatWasMissedIsToldOnce) {
  const Policy p = policy(kTwoSteps);
  World world;
  const Decision d = decide(p, fresh(p), world.facts, kStart + 6h);
  EXPECT_EQ(told(d), "ann bob cem");
  for (const auto& s : d.steps) {
    EXPECT_EQ(s.missed, 2);
    EXPECT_EQ(s.firing, 1);
  }
  EXPECT_EQ(d.next.round, 2);  // the other rounds are not spent unseen
  EXPECT_EQ(d.next.next_at, kStart + 6h + 4min);
  for (const auto& e : d.events) EXPECT_EQ(e.reason, Reason::late);
}

TEST(Decide, AMinuteLateIsNotMissed) {
  const Policy p = policy(kTwoSteps);
  World world;
  const Decision d = decide(p, fresh(p), world.facts, kStart + 3min);
  EXPECT_EQ(told(d), "ann");
  EXPECT_EQ(d.steps.front().missed, 0);
  EXPECT_EQ(d.next.next_at, kStart + 7min);  // no drift
}

TEST(Decide, WhoCannotBeToldHandsOnAtOnce) {
  const Policy p = policy(kTwoSteps);
  World world;
  world.unreachable = {"ann"};
  world.people["schedule:primary"].clear();
  const Decision d = decide(p, fresh(p), world.facts, kStart + 2min);
  EXPECT_EQ(told(d), "bob cem");
  EXPECT_EQ(acts(d), (std::vector{Act::failed, Act::failed, Act::told, Act::told}));
  ASSERT_EQ(d.lacks.size(), 2U);
  EXPECT_EQ(d.lacks[0].reason, Reason::unreachable);
  EXPECT_EQ(d.lacks[1].reason, Reason::nobody_on_call);
  EXPECT_EQ(d.next.round, 2);
}

TEST(Decide, NobodyAtAllCostsARoundAndNoMore) {
  const Policy p = policy(kTwoSteps);
  World world;
  world.people.clear();
  const Decision d = decide(p, fresh(p), world.facts, kStart + 2min);
  EXPECT_TRUE(d.steps.empty());
  EXPECT_EQ(d.next.firings, 0);
  EXPECT_EQ(d.next.round, 2);
  EXPECT_EQ(d.next.next_at, kStart + 6min);
}

TEST(Decide, AFailureOrAnEmergencyDoesNotWait) {
  const Policy p = policy(kTwoSteps);
  for (const Reason why : {Reason::delivery_failed, Reason::emergency_setting}) {
    World world;
    world.facts.active_at = kStart;
    store::Escalation e = fresh(p);
    e.hurried_by = why;
    const Decision d = decide(p, e, world.facts, kStart + 10s);
    EXPECT_EQ(acts(d), (std::vector{Act::hurried, Act::told}));
    EXPECT_EQ(d.events.front().reason, why);
    EXPECT_FALSE(d.next.hurried_by);
  }
}

TEST(Decide, StepsOfOtherHoursAreSkipped) {
  Policy p = policy(kTwoSteps);
  p.calendar = "office";
  p.steps[0].only.hours = Hours::working;
  World world;
  world.facts.is_open = [](const std::string&, Instant) { return false; };
  const Decision d = decide(p, fresh(p), world.facts, kStart + 2min);
  EXPECT_EQ(acts(d).front(), Act::skipped);
  EXPECT_EQ(told(d), "bob cem");
}

TEST(Decide, AClockThatGoesBackTellsNobodyTwice) {
  const Policy p = policy(kTwoSteps);
  World world;
  const Decision d = decide(p, fresh(p), world.facts, kStart + 2min);
  const Decision again = decide(p, d.next, world.facts, kStart - 58min);
  EXPECT_TRUE(again.steps.empty());
  EXPECT_TRUE(again.events.empty());
  EXPECT_EQ(again.next.next_at, d.next.next_at);
}

TEST(Simulate, IsWhatHappens) {
  const Policy p = policy(kTwoSteps);
  World world;
  const auto events = simulate(
                          p, fresh(p),
                          [&](Instant t) {
                            Facts f = world.facts;
                            if (t >= kStart + 10min) f.status = AlertStatus::acknowledged;
                            f.acknowledged_at = kStart + 10min;
                            return f;
                          },
                          kStart + 24h)
                          .events;
  std::vector<std::string> said;
  for (const auto& e : events) {
    said.push_back(fmt::format("{} {} {}", format_duration(e.at - kStart), word(e.act), e.detail));
  }
  EXPECT_EQ(said, (std::vector<std::string>{
                      "2m told ann by sms (person)", "7m told bob (schedule:primary)",
                      "7m told cem (team:desk)", "7m told bob (team:desk)", "11m ended "}));
}

}  // namespace
}  // namespace tocsin::escalate
