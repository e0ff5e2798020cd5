// Rolling-origin forecasts of a method within its history: what its errors are at each step, by
// which methods are weighed and intervals are made.
#pragma once

#include <span>
#include <vector>

#include "forecast/model.h"
#include "forecast/prepare.h"

namespace tocsin::forecast {

// The last beginnings of a history to forecast from, at most kMostOrigins of them, and how far.
inline constexpr std::size_t kMostOrigins = 24;
class Origins {
 public:
  Origins(std::size_t size, std::size_t horizon);

  std::span<const std::size_t> known() const { return known_; }
  // Steps from the i-th origin: up to the end of the history, or to the horizon.
  std::size_t steps(std::size_t i) const { return offset_[i + 1] - offset_[i]; }
  std::size_t offset(std::size_t i) const { return offset_[i]; }  // of its first step
  std::size_t total() const { return offset_.back(); }
  std::size_t longest() const { return longest_; }

 private:
  std::vector<std::size_t> known_, offset_{0};
  std::size_t longest_ = 0;
};

// All steps of all origins, one after the other.
std::vector<double> backtest(const Fitted& fitted, const Origins& origins);

// The mean absolute error by step, and how many errors it is the mean of; steps where a value was
// missing do not count.
struct StepErrors {
  std::vector<double> mean;
  std::vector<int> count;
  double overall = 0;
};
StepErrors step_errors(std::span<const double> forecasts, const Origins& origins,
                       const Prepared& prepared);

}  // namespace tocsin::forecast
