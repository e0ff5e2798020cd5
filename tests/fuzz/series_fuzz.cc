// The reader of series and what forecasts them: any bytes are refused with a reason, or forecast
// with quantiles that do not cross.
// links: tocsin_forecast
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "forecast/forecast.h"
#include "forecast/series_record.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tocsin::forecast;
  std::string why;
  auto series = read_series({reinterpret_cast<const char*>(data), size}, why);
  if (!series) {
    if (why.empty()) std::abort();
    return 0;
  }
  constexpr double kProbabilities[] = {0.025, 0.1, 0.5, 0.9, 0.975};
  series->horizon = std::min(series->horizon, 50);
  const Forecast f = forecast(*series, {.model = kAuto, .probabilities = kProbabilities});
  if (f.mean.size() != static_cast<std::size_t>(series->horizon)) std::abort();
  for (std::size_t k = 0; k < f.mean.size(); ++k) {
    if (!f.confidence) continue;
    for (std::size_t i = 0; i < f.quantiles.size(); ++i) {
      if (!std::isfinite(f.quantiles[i].values[k])) std::abort();
      if (i > 0 && f.quantiles[i - 1].values[k] > f.quantiles[i].values[k]) std::abort();
    }
  }
  (void)forecast_record(f).dump();
  return 0;
}
