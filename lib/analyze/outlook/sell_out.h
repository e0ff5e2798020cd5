// Will it sell out (AN-2)? Orders come at an unknown rate, believed to be Gamma distributed; so the
// orders of any time to come are negative binomial, and the probability that they take all that is
// left is its tail (the Poisson-Gamma model of A. S. C. Ehrenberg, Applied Statistics 8, 1959).
//
// The rate is learned from what left the stock lately, what is three days old counting half, upon
// a prior: the pace of similar events as long before their start, or a hundredth of the stock a
// day. Where similar events sold faster or slower from then on than before, so will this one, in
// part; and those that had about as much left, by a factor of four, count by whether they sold out,
// beside the model. What is left last is what nobody wanted: below the mean stock of late the pace
// slows by the square root. What comes back or is newly listed is a second such process; the stock
// ends when the first outruns the second. Stock of all platforms counts together.
// The less the platforms can be relied on, the less the rates are known.
//
// Never quite 0 or 1: what is not in the model happens, too. Pure; thread-safe.
#pragma once

#include "analyze/outlook/horizon.h"

namespace tocsin::analyze {

struct SellOutForecast {
  Horizon horizon;
  double probability = 0;  // that at its end nothing is on sale

  // That the likelier of both comes true (AN-11).
  double confidence() const { return std::max(probability, 1 - probability); }
};

struct SellOutOutlook {
  std::int64_t stock = 0;
  StockUnit unit = StockUnit::tickets;
  double sold_per_day = 0, added_per_day = 0;  // lately
  std::vector<SellOutForecast> forecasts;      // of 1h, 24h, 7d and event
  std::string reason;                          // why there are none
};

SellOutOutlook sell_out_outlook(const Situation& situation);

// What left and joined the stock in (from, to].
struct Flow {
  double out = 0, in = 0;
  double steps_out = 0, steps_in = 0;  // changes that did it
};
Flow flow(const Course& course, Instant from, Instant to);

// P(N >= k) for N Poisson with a rate that is Gamma(shape, 1): `length` in units of the Gamma's
// rate. k > 0, shape > 0, length >= 0.
double negative_binomial_tail(double k, double shape, double length);

}  // namespace tocsin::analyze
