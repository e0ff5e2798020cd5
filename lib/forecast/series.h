// What comes in and what goes out of a forecast.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tocsin::forecast {

inline constexpr std::size_t kMostValues = 1'000'000;
inline constexpr int kMostSteps = 10'000;  // of a horizon
inline constexpr int kLongestPeriod = 100'000;
inline constexpr std::size_t kMostPeriods = 8;

struct Series {
  std::string id;
  std::vector<double> values;  // oldest first; NaN is a missing value, infinite ones are refused
  int horizon = 1;             // steps wanted, 1 … kMostSteps
  std::vector<int> periods;    // of its seasons, in steps; none is a series without seasons
};

struct Quantile {
  double probability = 0;
  std::vector<double> values;  // a step each
};

struct Forecast {
  std::string id;
  std::string model;                // the method, or "auto"
  std::vector<double> mean;         // a step each; NaN where nothing is known
  std::vector<Quantile> quantiles;  // by rising probability; they never cross
  // The probability, by the same calibrated intervals, that a value of the horizon lies within a
  // tenth of its mean; absent where nothing is known.
  std::optional<double> confidence;
  std::string fallback;  // why it is not what was asked for; empty: it is
};

}  // namespace tocsin::forecast
