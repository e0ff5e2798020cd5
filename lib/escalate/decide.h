// What is to happen to an escalation now: a pure function of the frozen policy, how far it is, and
// what is known of its alert and of people. The job and `simulate` run the same.
//
// What was missed (no run looked for a while) is told in one go, up to the end of the round; rounds
// are never spent unseen. A target that cannot be told is an event, and the next one is tried at
// once, up to the end of the round too.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "alert/alerts.h"
#include "escalate/policy.h"
#include "store/escalations.h"

namespace tocsin::escalate {

// A step that is told later than this after its time was missed: jobs run by the minute.
inline constexpr Duration kPunctual = std::chrono::minutes{3};
// What has no end of its own is looked at again.
inline constexpr Duration kLookAgain = std::chrono::minutes{10};

struct Called {
  std::string recipient;            // "person:ID", "exec:NAME": see alert/recipients.h
  std::string name;                 // as people read it
  std::vector<Channel> channels{};  // of those asked for, those that can be used
};

// Why a target, or somebody it names, cannot be told.
struct Lack {
  EscalationReason reason = EscalationReason::nobody;
  std::string subject;  // "schedule:primary", "person:12"; what an alert about it is keyed by
  std::string name;     // as people read it
  std::vector<Channel> channels{};  // that were tried; empty: any
};

// Whom a target means now.
struct Found {
  std::vector<Called> called;
  std::vector<Lack> lacks;
};
using FindTarget = std::function<Found(const Target&, const std::vector<Channel>& channels)>;

struct Hold {
  EscalationReason reason = EscalationReason::silenced;
  std::optional<Instant> until;
  std::string detail;
};

struct Facts {
  AlertFacts alert;
  AlertStatus status = AlertStatus::active;
  std::optional<Instant> acknowledged_at, snoozed_until, ended_at;
  std::optional<Hold> hold;
  std::optional<Instant> active_at;  // when the responsible people last showed that they are there
  FindTarget find;
  IsOpen is_open;
};

struct Decision {
  store::Escalation next;
  std::vector<store::EscalationEvent> events{};
  std::vector<store::EscalationStep> steps{};
  std::vector<Lack> lacks{};
  std::optional<Instant> forgotten_at{};  // the alert is to be looked at again then
};

Decision decide(const Policy& policy, const store::Escalation& escalation, const Facts& facts,
                Instant now);

// How an escalation begins; without ID. `at_once`: why its first step is due then.
struct Begin {
  std::string public_id;
  std::int64_t alert_id = 0;
  int number = 1;
  Instant at{};  // of what begins it
  std::optional<EscalationReason> at_once;
};
store::Escalation begin(const Policy& policy, const Begin& how);

// Where it stands in words: "round 2, step 1 of 3".
std::string say_place(const Policy& policy, int round, std::size_t step);

}  // namespace tocsin::escalate
