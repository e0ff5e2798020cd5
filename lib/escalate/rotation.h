// Whose turn it is in a rotation: arithmetic from its first hand-off, however long ago that was.
//
// From 1970 on; times beyond kZoneHorizon are Exit::bad_input.
#pragma once

#include <vector>

#include "escalate/schedule.h"

namespace tocsin::escalate {

struct Turn {
  Instant from, until;
  std::size_t crew;  // of Rotation::crews
  friend bool operator==(const Turn&, const Turn&) = default;
};

// The turns that take place in [from, until), cut at its ends: ascending, without gaps. Before turn
// 0 the crews take turns as well.
std::vector<Turn> turns_in(const Rotation& rotation, Instant from, Instant until);

}  // namespace tocsin::escalate
