#include "forecast/features.h"

#include <algorithm>
#include <cmath>

namespace tocsin::forecast {
namespace {

struct Fit {
  double slope = 0, rest = 0;  // per step; mean square around the line
  double spread = 0;           // mean square around the mean
};

Fit line_through(std::span<const double> values) {
  const double n = static_cast<double>(values.size());
  double mean = 0, moment = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    mean += values[i] / n;
    moment += (static_cast<double>(i) - (n - 1) / 2) * values[i];
  }
  Fit fit;
  fit.slope = n > 1 ? moment * 12 / (n * (n * n - 1)) : 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double line = mean + fit.slope * (static_cast<double>(i) - (n - 1) / 2);
    fit.rest += (values[i] - line) * (values[i] - line) / n;
    fit.spread += (values[i] - mean) * (values[i] - mean) / n;
  }
  return fit;
}

double autocorrelation(std::span<const double> values) {
  const double n = static_cast<double>(values.size());
  double mean = 0, variance = 0, product = 0;
  for (const double v : values) mean += v / n;
  for (std::size_t i = 0; i < values.size(); ++i) {
    variance += (values[i] - mean) * (values[i] - mean);
    if (i > 0) product += (values[i] - mean) * (values[i - 1] - mean);
  }
  return variance > 0 ? product / variance : 0;
}

double ratio(double a, double b) {
  return b > 0 ? a / b : 0;
}

}  // namespace

Features features_of(const Prepared& prepared, std::size_t horizon) {
  const History& history = prepared.history();
  const auto values = history.adjusted;
  const double n = static_cast<double>(values.size()), h = static_cast<double>(horizon);
  std::vector<double> changes(values.size() - 1);
  double step = 0, level = 0;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    changes[i] = values[i + 1] - values[i];
    step += std::abs(changes[i]) / (n - 1);
  }
  for (const double v : values) level += std::abs(v) / n;
  const Fit whole = line_through(values);
  const std::size_t recent = std::min(values.size(), std::max<std::size_t>(4, values.size() / 3));
  const Fit last = line_through(values.last(recent));
  const auto bounded = [](double v) { return std::clamp(v, -1.5, 1.5); };
  return {1,
          // The first three within what the weights were learned on: beyond it is no experience.
          std::clamp(std::log(n / 50) / 1.5, -1.3, 0.7),
          std::clamp(std::log(h / n / 0.2), -1.0, 1.35),
          std::clamp(std::log(static_cast<double>(history.round)) / 2.5, 0.0, 1.0),
          history.seasons.any() ? history.seasons.strength() : 0,
          whole.spread > 0 ? 1 - whole.rest / whole.spread : 0, autocorrelation(values),
          autocorrelation(changes),
          bounded(level > 0 && step > 0 ? std::log(step / level / 0.05) / 2 : -1.5),
          bounded(ratio(last.slope, step)), bounded(ratio(last.slope - whole.slope, step))};
}

}  // namespace tocsin::forecast
