// On-call schedules as values: rotations, layers, overrides, temporary schedules. Pure.
//
// A schedule is a pile of layers, the lowest first. A layer covers those below it wherever it has
// somebody; people who are not there (disabled, unknown) leave their turns empty, so that what lies
// below shows, and where no layer has anybody, nobody is on call: a gap.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/zone.h"
#include "escalate/week_hours.h"

namespace tocsin::escalate {

struct Person {
  std::string name;           // as people read it
  std::string external_id{};  // empty where nobody was looked up
  std::optional<std::int64_t> id{};
  bool present = true;  // may be on call
};

// The place of a person in Schedule::people.
using Who = std::uint32_t;
// On call together: ascending, each once; empty: nobody.
using Crew = std::vector<Who>;

// Crews take turns, each for the same time on the wall clock; hand-offs are at `first` and every
// `turn` after it, as the wall clock of the zone shows them:
// - what the clock shows twice (clocks go back) hands off the first time;
// - what it leaves out (clocks go forward) hands off at the moment of the change; turns that would
//   begin and end within what is left out do not take place.
// So a turn of 12 h that begins at 20:00 always begins at 20:00, and lasts 11 h or 13 h in the
// nights in which clocks change.
struct Rotation {
  Zone zone;
  LocalTime first;          // when turn 0 begins, which the first crew has
  Duration turn;            // at least kShortestTurn
  std::vector<Crew> crews;  // at least one
};

inline constexpr Duration kShortestTurn = std::chrono::hours{1};

struct Layer {
  std::string name;
  Rotation rotation;
  Instant from;                         // nobody is on call before
  Instant until = Instant::max();       // nor from then on
  std::optional<WeekHours> hours = {};  // only in these, by the clock of the rotation
};

struct Schedule {
  std::string name, description;
  Zone zone;  // in which people read it
  std::vector<Person> people;
  std::vector<Layer> layers;  // lowest first
};

// In [from, until) `person` stands for `replaced`, wherever the latter would be on call. Without
// `person`, the other is away, as if not there. Without `replaced`, the person stands for whoever
// it would be.
struct Override {
  std::string id;
  Instant from, until;
  std::optional<Who> person, replaced;
};

// In [from, until) the shifts stand for all layers; they may overlap, the later one in the list
// covers then. Outside of them nobody is on call.
struct TemporarySchedule {
  struct Shift {
    Instant from, until;
    Who person;
  };
  std::string id;
  Instant from, until;
  std::vector<Shift> shifts;
};

// In the order in which they were made; each finds what those before it have left. Overrides stand
// above temporary schedules.
struct Changes {
  std::vector<TemporarySchedule> temporaries;
  std::vector<Override> overrides;
};

// A stretch [from, until).
struct Span {
  Instant from, until;
  friend bool operator==(const Span&, const Span&) = default;
};

}  // namespace tocsin::escalate
