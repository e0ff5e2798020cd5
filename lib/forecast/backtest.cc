#include "forecast/backtest.h"

#include <algorithm>
#include <cmath>

namespace tocsin::forecast {

Origins::Origins(std::size_t size, std::size_t horizon) {
  // The older half is what the parameters come from above all.
  const std::size_t first = std::max<std::size_t>(std::min<std::size_t>(size, 3), size / 2);
  const std::size_t span = std::min(size - first, std::max(kMostOrigins, 2 * horizon));
  const std::size_t stride = std::max<std::size_t>(1, (span + kMostOrigins - 1) / kMostOrigins);
  for (std::size_t back = span; back >= 1 && back <= span; back -= std::min(stride, back)) {
    known_.push_back(size - back);
    offset_.push_back(offset_.back() + std::min(back, horizon));
    longest_ = std::max(longest_, std::min(back, horizon));
  }
}

std::vector<double> backtest(const Fitted& fitted, const Origins& origins) {
  std::vector<double> out(origins.total());
  for (std::size_t i = 0; i < origins.known().size(); ++i) {
    fitted.forecast(origins.known()[i],
                    std::span(out).subspan(origins.offset(i), origins.steps(i)));
  }
  return out;
}

StepErrors step_errors(std::span<const double> forecasts, const Origins& origins,
                       const Prepared& prepared) {
  StepErrors out{std::vector<double>(origins.longest()), std::vector<int>(origins.longest())};
  const auto values = prepared.history().values;
  int count = 0;
  for (std::size_t i = 0; i < origins.known().size(); ++i) {
    for (std::size_t k = 0; k < origins.steps(i); ++k) {
      const std::size_t at = origins.known()[i] + k;
      if (!prepared.is_real(at)) continue;
      const double error = std::abs(values[at] - forecasts[origins.offset(i) + k]);
      out.mean[k] += error;
      ++out.count[k];
      out.overall += error;
      ++count;
    }
  }
  for (std::size_t k = 0; k < out.mean.size(); ++k) {
    if (out.count[k] > 0) out.mean[k] /= out.count[k];
  }
  if (count > 0) out.overall /= count;
  return out;
}

}  // namespace tocsin::forecast
