// What people do about an alert, whichever way they come: by a command, by a link in a message, by
// a button or by a key. Everything goes through act_on().
//
// Doing the same again changes nothing and is answered with what holds. What is done is in the
// history of the alert and in the audit trail, by the person ("person:12") and with the way, and
// shows that the person is there. Acknowledging and resolving end an escalation, snoozing holds it.
// Call inside a transaction.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "alert/alerts.h"

namespace tocsin::alert {

// A snooze that nobody gave an end, and the longest: nothing is put off for ever.
inline constexpr Duration kUsualSnooze = std::chrono::hours{1};
inline constexpr Duration kLongestSnooze = std::chrono::days{30};

struct Deed {
  AlertAct act = AlertAct::acknowledge;
  // Of a snooze: when it ends, at the latest. Absent: after kUsualSnooze, with an event after
  // kLongestSnooze.
  std::optional<Instant> until{};
  std::optional<SnoozeEvent> ends_when{};
  std::optional<std::int64_t> to{};  // of assign: the person
  std::string reason{};
};

struct Doer {
  std::optional<std::int64_t> person_id;  // nothing: who runs the command, as the trail has it
  std::string_view by{};                  // "link", "slack", …; empty: a command
};

enum class Effect {
  done,
  already,      // it was so before
  ended,        // the alert has ended and takes nothing any more
  not_allowed,  // the person is disabled, or the alert is none of theirs
  used,         // the link was used before
};

struct Acted {
  Effect effect = Effect::done;
  std::string words;  // "Acknowledged by Ann at 10:02.": in the person's time zone, for people
};

// Whoever comes by a command may do everything that it can. Others must be enabled, and agents or
// operators, or have been told of the alert themselves or in their organization, or be its
// assignee. Exit::bad_input for an end of a snooze that is past or beyond the longest, and for
// somebody disabled to assign to.
Acted act_on(store::Database& db, Trail& trail, const Alert& alert, const Deed& deed,
             const Doer& doer);

// The person whom an actor of the history means, by name; others as they are.
std::string name_of_actor(store::Database& db, const std::string& actor);

}  // namespace tocsin::alert
