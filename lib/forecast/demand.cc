#include "forecast/demand.h"

namespace tocsin::forecast {

Demand classify_demand(std::span<const double> values) {
  double count = 0, sum = 0, squares = 0;
  for (const double v : values) {
    if (v < 0) return Demand::smooth;
    if (v == 0) continue;
    ++count;
    sum += v;
    squares += v * v;
  }
  if (count == 0) return Demand::smooth;
  const double mean = sum / count;
  const double variation = (squares / count - mean * mean) / (mean * mean);
  const bool rare = static_cast<double>(values.size()) / count >= 1.32;
  const bool varied = variation >= 0.49;
  if (rare) return varied ? Demand::lumpy : Demand::intermittent;
  return varied ? Demand::erratic : Demand::smooth;
}

}  // namespace tocsin::forecast
