// Who is on call: the final timeline of a schedule with its overrides and temporary schedules.
//
// Pure and arithmetic: the cost is that of the hand-offs within the time that is asked for, not of
// those before it. Times are from 1970 on; beyond kZoneHorizon Exit::bad_input.
#pragma once

#include <optional>
#include <vector>

#include "escalate/schedule.h"

namespace tocsin::escalate {

// Why somebody is on call.
struct Source {
  enum class Kind { layer, temporary, override };
  Kind kind;
  std::size_t index;  // of Schedule::layers, Changes::temporaries, Changes::overrides
  friend bool operator==(const Source&, const Source&) = default;
};

struct Shift {
  Instant from, until;
  Crew people;  // at least one
  Source source;
  friend bool operator==(const Shift&, const Shift&) = default;
};

// In [from, until): ascending, none overlap, times at which nobody is on call left out; cut at both
// ends. Two that touch differ in people or source.
std::vector<Shift> timeline(const Schedule& schedule, const Changes& changes, Instant from,
                            Instant until);

// The times of [from, until) that no shift of its timeline covers.
std::vector<Span> gaps(const std::vector<Shift>& timeline, Instant from, Instant until);

// Who is on call at `t`; nothing where nobody is. The shift is cut to a moment.
std::optional<Shift> on_call_at(const Schedule& schedule, const Changes& changes, Instant t);

struct HandOff {
  Instant at;
  Crew from, to;  // empty: nobody
};

// The first time after `t` at which other people are on call; nothing if that is not before
// `until`.
std::optional<HandOff> next_hand_off(const Schedule& schedule, const Changes& changes, Instant t,
                                     Instant until);

}  // namespace tocsin::escalate
