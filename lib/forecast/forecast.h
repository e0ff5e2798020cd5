// A forecast of one series: the method, or the combination, and its intervals.
//
// Pure and thread-safe: the same series gives the same forecast. Nothing about a series is a
// fault: what cannot be forecast as asked is forecast more modestly, and says why.
#pragma once

#include <string_view>

#include "forecast/series.h"

namespace tocsin::forecast {

inline constexpr std::string_view kAuto = "auto";

struct ForecastOptions {
  std::string_view model = kAuto;  // or a name of models()
  // Quantiles that are wanted, rising, each within 0 … 1.
  std::span<const double> probabilities;
};

Forecast forecast(const Series& series, const ForecastOptions& options);

}  // namespace tocsin::forecast
