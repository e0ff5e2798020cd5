// What the cheapest ticket will cost (AN-3): a distribution of its relative change over each
// horizon, from kinds of evidence, each counted for what it is worth.
//
//   its own past   changes over the same length, seen at many instants; as many count as fit
//                  into the past without overlap, so that a long horizon learns little from a
//                  short past
//   similar events the changes of similar events from the same time before their start
//   the jump model prices stand still and jump, as often and as far as those of the event and of
//                  similar ones did lately (jumps.h)
//   boosted trees  where there is a model (Situation::boosted, boosted/boosted_prices.h): what all
//                  events together taught, for the share that its card and its record give it
//
// Its own past and similar events count for less, and jumps are wider, by how far their platforms
// can be relied on (Course::reliability).
//
// The quantiles are those of the weighted sample: nothing is assumed of its shape, and a price that
// hardly ever moves gets narrow intervals by itself. Without a price of its own the event gets
// the level of similar ones, if there are three. Pure; thread-safe.
#pragma once

#include <array>
#include <map>

#include "analyze/outlook/horizon.h"
#include "analyze/outlook/spread.h"

namespace tocsin::analyze {

// The median and both ends of the intervals of 50, 80 and 95 %.
inline constexpr std::array<double, 7> kProbabilities = {0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975};
inline constexpr std::size_t kMedian = 3;
// Falls by so many percent have their probabilities told.
inline constexpr std::array<int, 3> kFalls = {5, 10, 20};

struct PriceForecast {
  Horizon horizon;
  std::array<std::int64_t, kProbabilities.size()> quantiles{};  // minor units
  std::array<double, kFalls.size()> falls{};  // probability of such a fall, or a greater one
  double confidence = 0;  // that the price lies within a tenth of the median (AN-11)

  std::int64_t median() const { return quantiles[kMedian]; }
};

struct PriceOutlook {
  std::optional<std::int64_t> price;  // now
  Currency currency;
  std::vector<PriceForecast> forecasts;
  // "history", "history+boosted", "jumps", "similar"; "": none
  std::string model;
  std::string reason;                  // why it is not more, or nothing; empty: it is all there is
  std::optional<double> daily_change;  // of a week, or of what there is of it: -0.04 is 4 % a day
  // What similar events cost as long before their start, or when they were first read.
  std::vector<std::int64_t> similar;  // rising
};

// At the usual horizons.
PriceOutlook price_outlook(const Situation& situation);
// At these, which begin after now.
PriceOutlook price_outlook(const Situation& situation, const std::vector<Horizon>& at);

// The statistics alone: the change of the logarithm of the price over each of `horizons`, settled.
// There is a price now.
std::vector<Spread> statistical_changes(const Situation& situation,
                                        const std::vector<Horizon>& horizons);

// The share of the similar prices that are at most this one, 0 … 1.
double share_at_most(const std::vector<std::int64_t>& similar, std::int64_t price);

}  // namespace tocsin::analyze
