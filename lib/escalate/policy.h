// Escalation policies: who is told of an alert that nobody acts on, when, how often. Pure values;
// the file is read by policy_file.h, one alert's next step decided by decide.h.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "model/alert.h"
#include "model/message.h"
#include "model/words.h"

namespace tocsin::escalate {

enum class TargetKind {
  responsible,  // "person": the assignee, else those whom the alert names
  person,
  role,
  team,
  organization,
  schedule,   // whoever is on call by it
  channel,    // that of the alert's organization
  emergency,  // the contacts of the responsible people, of what is critical
  exec        // a program of the desk's own
};

struct Target {
  TargetKind kind = TargetKind::responsible;
  std::string name{};  // of what it names; of a channel its word; a program with its arguments
  friend bool operator==(const Target&, const Target&) = default;
};

// "person", "person:ann", "role:agent", "team:desk", "organization:acme", "schedule:primary",
// "channel:slack", "emergency", "exec:page-duty loud". Nothing for what is none.
std::optional<Target> parse_target(std::string_view text);
std::string text_of(const Target& target);

// Of the policy's calendar.
enum class Hours { any, working, off };

// What a policy or a step asks of an alert and of the time; what is left out is asked of none.
struct Match {
  std::vector<Priority> priorities{};
  std::vector<std::string> kinds{}, organizations{};
  Hours hours = Hours::any;
  friend bool operator==(const Match&, const Match&) = default;
};

struct Step {
  Duration delay{0};  // after the step before it; of the first it is the gap before the round
  std::vector<Target> to;
  std::vector<Channel> channels{};  // each of them; empty: one, as the recipient prefers
  Match only{};
  friend bool operator==(const Step&, const Step&) = default;
};

// Rounds of steps: before round n lie initial_delay × 2^(n−1), at most max_delay, and up to
// `jitter` percent more or less from the second round on.
struct Policy {
  std::string name;
  Match match{};
  std::string calendar{};  // of `hours`; empty: they are always working hours
  Duration initial_delay{0}, max_delay{0};
  int max_attempts = 1;                       // rounds; 0: nothing is told
  int jitter = 0;                             // percent
  std::size_t repeat_from = 0;                // the step with which later rounds begin
  bool wakes = true;                          // in quiet hours, too
  std::optional<Duration> max_deferral{};     // by activity, in all; else as kUsualDeferral says
  std::optional<Duration> forgotten_after{};  // an acknowledged alert comes back
  std::vector<Step> steps{};
  friend bool operator==(const Policy&, const Policy&) = default;
};

// WAIST: activity so lately holds a step back, for at most so long in all.
inline constexpr Duration kActiveFor = std::chrono::minutes{15};
inline constexpr Duration kUsualDeferral = std::chrono::minutes{30};
inline constexpr Duration kCriticalDeferral = std::chrono::minutes{10};

// Whether it is working time by a calendar.
using IsOpen = std::function<bool(const std::string& calendar, Instant at)>;

// What policies look at.
struct AlertFacts {
  Priority priority = 2;
  std::string kind, organization;
};

bool fits(const Match& match, const AlertFacts& alert, const std::string& calendar, Instant at,
          const IsOpen& is_open);
// Of those that fit the one that asks for most of organization, kind, hours and priority; among
// equals the first. Null: the alert does not escalate.
const Policy* policy_of(const AlertFacts& alert, std::span<const Policy> policies, Instant at,
                        const IsOpen& is_open);

// The gap before a round, from 1. `key` is the escalation's: another one has another jitter.
Duration gap_before(const Policy& policy, int round, std::string_view key);

// As it is frozen into an escalation, and back. Exit::software for what is none.
Json to_json(const Policy& policy);
Policy policy_from(const Json& json);

}  // namespace tocsin::escalate

template <>
struct tocsin::Words<tocsin::escalate::TargetKind> {
  static constexpr auto list =
      std::to_array<std::string_view>({"responsible", "person", "role", "team", "organization",
                                       "schedule", "channel", "emergency", "exec"});
};
template <>
struct tocsin::Words<tocsin::escalate::Hours> {
  static constexpr auto list = std::to_array<std::string_view>({"any", "working", "off"});
};
