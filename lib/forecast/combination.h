// The methods that `auto` combines, and their weights: a softmax of what the series looks like and
// of how the methods did on its own past, with coefficients learned by
// tests/bench/train_forecast.cc.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "forecast/backtest.h"
#include "forecast/features.h"

namespace tocsin::forecast {

inline constexpr std::array<std::string_view, 10> kPool = {
    "naive2", "drift",           "ses",           "damped", "ets",
    "theta",  "optimised_theta", "dynamic_theta", "ces",    "arima"};

// Coefficients of the score of one method.
struct Coefficients {
  std::array<double, kFeatures.size()> feature;
  double record;  // of the logarithm of its error relative to the others'
};

struct Member {
  std::unique_ptr<Fitted> fitted;  // null: the method could not be fitted
  std::vector<double> past;        // its backtest
  double record = 0;               // log of its backtest's error over the mean of all, within ±2
};

struct Pool {
  std::array<Member, kPool.size()> members;
  Features features{};
};

Pool fit_pool(const Prepared& prepared, const Origins& origins, std::size_t horizon);
// They sum to 1; a method that could not be fitted has none.
using Weights = std::array<double, kPool.size()>;
Weights weigh(const Pool& pool, std::span<const Coefficients, kPool.size()> coefficients);

// Of the shipped table, trained.cc.
std::span<const Coefficients, kPool.size()> trained_coefficients();

}  // namespace tocsin::forecast
