// One seasonal ARMA model of a stationary series, fitted by unconditional least squares: what lies
// before the first value is forecast backwards (Box and Jenkins 1970, 7.1.5), so that short series
// lose nothing, and the sum of squares is minimised by Levenberg and Marquardt's method.
#pragma once

#include <array>
#include <limits>
#include <span>
#include <vector>

namespace tocsin::forecast {

struct ArmaOrder {
  int p = 0, q = 0;  // at most kMostArma each
  int P = 0, Q = 0;  // seasonal, at most kMostSeasonalArma each
  bool mean = false;
  friend bool operator==(const ArmaOrder&, const ArmaOrder&) = default;
  int parameters() const { return p + q + P + Q + (mean ? 1 : 0); }
};
inline constexpr int kMostArma = 3, kMostSeasonalArma = 1;
inline constexpr int kMostArmaParameters = 2 * kMostArma + 2 * kMostSeasonalArma + 1;

struct Arma {
  ArmaOrder order;
  int period = 1;
  // ar, ma, seasonal ar, seasonal ma, mean: as many of each as the order says.
  std::array<double, kMostArmaParameters> parameters{};
  double aicc = std::numeric_limits<double>::infinity();  // infinite: could not be fitted
};

Arma fit_arma(std::span<const double> values, int period, const ArmaOrder& order);
// Forecasts after `values`.
void extend_arma(const Arma& arma, std::span<const double> values, std::span<double> out);

}  // namespace tocsin::forecast
