// Escalations: an alert that nobody acts on is told to more people, step by step. The words of
// their states, of what happens to them, and why.
#pragma once

#include <string_view>

#include "model/words.h"

namespace tocsin {

enum class EscalationState {
  running,
  held,  // nothing is told: a silence, a maintenance window, a snooze
  ended
};
TOCSIN_WORDS(EscalationState, "running", "held", "ended");

// What happened, in the past of an escalation.
enum class EscalationAct {
  started,
  hurried,   // the next step is due at once
  deferred,  // the responsible person is there
  held,
  resumed,
  told,     // a step named this recipient
  skipped,  // a step's condition does not hold now
  failed,   // a target could not be told; the next one is tried at once
  ended
};
TOCSIN_WORDS(EscalationAct, "started", "hurried", "deferred", "held", "resumed", "told", "skipped",
             "failed", "ended");

enum class EscalationReason {
  unacknowledged,     // nobody acknowledged the alert in time
  late,               // its time passed while no run looked: told with what else was missed
  forgotten,          // acknowledged long ago, and still open
  activity,           // the responsible person was active lately
  acknowledged,       // somebody has it in hand
  resolved,           // it is over
  ignored,            // somebody decided that it does not matter
  snoozed,            // somebody put it off
  silenced,           // a silence covers it
  maintenance,        // planned work is going on
  inhibited,          // a greater trouble explains it
  delivery_failed,    // what was sent about it reached nobody
  emergency_setting,  // the responsible person wants it so
  nobody_on_call,     // the schedule has nobody at this time
  unreachable,        // no channel that the step may use reaches them
  nobody,             // the target names nobody (any more)
  not_now,            // the step is for other hours or priorities
  not_critical,       // emergency contacts are told of what is critical
  not_runnable,       // the program is none that may be run
  spent,              // the last round is over
  risen               // its priority rose, and another policy takes it over
};
TOCSIN_WORDS(EscalationReason, "unacknowledged", "late", "forgotten", "activity", "acknowledged",
             "resolved", "ignored", "snoozed", "silenced", "maintenance", "inhibited",
             "delivery_failed", "emergency_setting", "nobody_on_call", "unreachable", "nobody",
             "not_now", "not_critical", "not_runnable", "spent", "risen");
// The sentence for people, to follow "because".
std::string_view explain(EscalationReason reason);

// What became of telling a recipient that a step named.
enum class StepOutcome {
  planned,      // there is a message
  unreachable,  // there is none, for no channel can be used
  dropped       // there is none, for the alert was over or in hand
};
TOCSIN_WORDS(StepOutcome, "planned", "unreachable", "dropped");

}  // namespace tocsin
