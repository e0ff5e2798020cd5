// The same event on other pages and platforms: the same performers, venue and local start.
//
// Events are compared as their platforms state them; what one leaves out is no contradiction, but
// an unknown venue or start is never the same as anything. Pure functions.
//
//   venue        by place_key(), and not in different cities
//   local start  the same minute by the clocks at the venue, or the same day where one side knows
//   no
//                time; where nobody knows the clocks, the same instant
//   performers   most of the shorter list is in the other; names stand in for a list that is
//   missing
//
// Two opponents meet once a day at a venue: where both name the same two, another time of day is a
// correction that one platform has not made, unless one of them lists two such events that day.
// What is sold around an event (parking, packages, passes) is not the event.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/offer.h"

namespace tocsin {

// The telling words of a venue's name, sorted: "Crypto.com Arena" and "The Crypto.com Arena (LA)"
// are both "com crypto". "" where there is no place to go to.
std::string place_key(const Venue& venue);

// The start by the clocks at the venue, where that is known or follows from the zone.
std::optional<Instant> local_start(const EventFacts& event);

// Do they name the same performers or title?
bool names_agree(const EventFacts& a, const EventFacts& b);

struct IdentityCandidate {
  std::int64_t platform = 0;
  std::int64_t group = 0;  // events that were found to be the same share it
  EventFacts facts;
};

// Do both name the same two sides ("A vs. B", "B at A", "A v B")?
bool same_opponents(const EventFacts& a, const EventFacts& b);

// The group of the candidates (of the same place_key()) that `event` belongs to; nothing where none
// fits or several do. A group has two events of one platform only if they start at the same minute.
std::optional<std::int64_t> find_same(const EventFacts& event, std::int64_t platform,
                                      std::span<const IdentityCandidate> candidates);

// How far from each other the stored starts of one event can be: a wall time stands for up to 15
// hours of instants, a day for its whole length.
struct StartRange {
  Instant from, until;
};
std::optional<StartRange> same_start_range(const EventFacts& event);

}  // namespace tocsin
