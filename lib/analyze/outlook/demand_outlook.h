// How much an event is wanted (AN-4): a level of 0 to 100, and where it is going.
//
// The level is the weighted mean of what is known of
//   pace     the share of what is left that a fortnight at this pace would sell   0.4
//   sold     the share of what was ever seen on sale that is gone                 0.25
//   price    its change a day: ±5 % is all or nothing                             0.2
//   premium  where the price stands among similar events                          0.15
// Pure; thread-safe.
#pragma once

#include "analyze/outlook/price_outlook.h"
#include "analyze/outlook/sell_out.h"
#include "model/words.h"

namespace tocsin {

enum class DemandTrend { rising, steady, falling };
TOCSIN_WORDS(DemandTrend, "rising", "steady", "falling");

namespace analyze {

struct DemandOutlook {
  std::optional<int> level;  // absent: nothing is known of it
  DemandTrend trend = DemandTrend::steady;
};

// rising, falling: the last three days sold half as much again as the week before them did, or
// half as little, by the day; where nothing was sold, the price by 1 % a day.
DemandOutlook demand_outlook(const Situation& situation, const PriceOutlook& price,
                             const SellOutOutlook& sell_out);

}  // namespace analyze
}  // namespace tocsin
