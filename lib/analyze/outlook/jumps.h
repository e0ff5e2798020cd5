// Prices stand still and jump: how often and how far the cheapest ticket of an event does, and what
// that makes of its price. Pure; thread-safe.
#pragma once

#include "analyze/outlook/horizon.h"
#include "analyze/outlook/spread.h"

namespace tocsin::analyze {

struct Jumps {
  double per_day = 0.3, size = 0.08, mean = 0;  // of logarithms; these are common
};

// Those of the last four weeks; drawn towards those that similar events made in the last two, for a
// market that wakes up moves all its prices, and these towards what is common.
Jumps jumps_of(const Situation& situation);

// Of the change over so many days: jumps come as a Poisson process, with sizes of a Laplace law as
// wide, and half as slanted, as the jumps seen.
void add_jumps(const Jumps& jumps, double days, double weight, Spread& out);

}  // namespace tocsin::analyze
