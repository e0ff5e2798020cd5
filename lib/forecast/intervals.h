// Conformal intervals: how far values fell from forecasts, in units of the errors that the method
// made within the series' own past, learned over many series (Lei, G'Sell, Rinaldo, Tibshirani and
// Wasserman 2018, locally weighted split conformal prediction).
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "forecast/backtest.h"
#include "forecast/prepare.h"

namespace tocsin::forecast {

// The expected size of the error at each step of the horizon, from a backtest: the mean absolute
// errors by step, drawn towards a growth by the square root of the step where they are few, never
// falling. `least` stands in where the past has no errors to learn from.
std::vector<double> error_scale(const StepErrors& errors, std::size_t horizon, double least);

// Coverages for which half-widths were learned; others lie between by the normal law.
inline constexpr std::array<double, 6> kCoverages = {0.2, 0.5, 0.8, 0.9, 0.95, 0.99};
// The logarithm of the half-width in units of error_scale is linear in these.
inline constexpr std::size_t kWidthTerms = 7;
using WidthTerms = std::array<double, kWidthTerms>;
WidthTerms width_terms(const Prepared& prepared, std::size_t step, std::size_t past_steps);

// The two-sided quantile of the normal law: of values within ±z there are `coverage`.
double normal_width(double coverage);

// Half-widths in units of error_scale for one series and step.
class Widths {
 public:
  // `model` as in models(), or "auto".
  Widths(const WidthTerms& terms, std::string_view model);

  double at(double coverage) const { return of_normal(normal_width(coverage)); }
  // The half-width where the normal law has ±z; rises with it.
  double of_normal(double z) const;
  double coverage_of(double distance) const;  // the inverse of at()

 private:
  std::array<double, kCoverages.size()> relative_;  // to the normal law's
};

// Of the shipped table, trained.cc: the combination's, and what single methods add to the
// logarithm.
struct WidthOffsets {
  std::string_view model;
  std::array<double, kCoverages.size()> add;
};
std::span<const WidthTerms, kCoverages.size()> trained_widths();
std::span<const WidthOffsets> trained_offsets();

}  // namespace tocsin::forecast
