// The offers of an event that meet a watch, summed up.
#pragma once

#include "analyze/look.h"

namespace tocsin::analyze {

struct Met {
  const store::StoredOffer* offer = nullptr;
  double score = 0;
};

struct Gathered {
  std::vector<Met> offers;              // meet the watch and can be bought
  std::int64_t meeting = 0;             // meet it, on sale or not
  std::optional<std::int64_t> tickets;  // of `offers` together, when all state it
  bool limited = false;                 // all of `offers` are "limited"
  Met best;                             // cheapest of `offers`; without prices the best match
  Met best_but_budget;                  // the same, the budget left aside
};

// Prices are compared in the currency of the watch, else of `last`, else of the first offer.
Gathered gather(const WatchFacts& watch, const Scene& scene, const Verdict& event,
                const std::optional<Money>& last);

}  // namespace tocsin::analyze
