#include "forecast/seasons.h"

#include <algorithm>
#include <cmath>

namespace tocsin::forecast {
namespace {

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

double variance_of(std::span<const double> values) {
  const double mean = mean_of(values);
  double sum = 0;
  for (const double v : values) sum += (v - mean) * (v - mean);
  return sum / static_cast<double>(values.size());
}

// Ratios to a trend near zero would blow up.
bool all_well_above_zero(std::span<const double> values) {
  const double least = *std::min_element(values.begin(), values.end());
  return least > 0 && least > 0.02 * mean_of(values);
}

}  // namespace

bool is_seasonal(std::span<const double> values, int period) {
  const auto n = values.size();
  const auto lag = static_cast<std::size_t>(period);
  if (period < 2 || n < 3 * lag) return false;
  const double mean = mean_of(values);
  double variance = 0;
  for (const double v : values) variance += (v - mean) * (v - mean);
  if (!(variance > 0)) return false;
  const auto correlation = [&](std::size_t k) {
    double sum = 0;
    for (std::size_t i = k; i < n; ++i) sum += (values[i] - mean) * (values[i - k] - mean);
    return sum / variance;
  };
  // Long periods: every so many lags stand for their neighbours, so that cost stays bounded.
  const std::size_t stride = std::max<std::size_t>(1, lag / 64);
  double squares = 0;
  for (std::size_t k = stride; k < lag; k += stride) {
    const double r = correlation(k);
    squares += r * r * static_cast<double>(stride);
  }
  const double limit = 1.645 * std::sqrt((1 + 2 * squares) / static_cast<double>(n));
  return correlation(lag) > limit;
}

std::vector<double> moving_trend(std::span<const double> values, int period) {
  const auto n = values.size();
  const auto m = static_cast<std::size_t>(period);
  const std::size_t half = m / 2;
  std::vector<double> trend(n);
  double sum = 0;  // of the m values from `from` on
  for (std::size_t i = 0; i < m; ++i) sum += values[i];
  for (std::size_t from = 0; from + m <= n; ++from) {
    const std::size_t at = from + half;
    if (m % 2 == 1) {
      trend[at] = sum / static_cast<double>(m);
    } else if (from + m < n) {
      trend[at] = (sum + (values[from + m] - values[from]) / 2) / static_cast<double>(m);
    }
    if (from + m < n) sum += values[from + m] - values[from];
  }
  const std::size_t last = n - 1 - half;
  for (std::size_t i = 0; i < half; ++i) trend[i] = trend[half];
  for (std::size_t i = last + 1; i < n; ++i) trend[i] = trend[last];
  return trend;
}

std::vector<double> seasonal_index(std::span<const double> values, int period, bool multiply) {
  const auto n = values.size();
  const auto m = static_cast<std::size_t>(period);
  const std::vector<double> trend = moving_trend(values, period);
  std::vector<double> index(m), count(m);
  // The ends have no trend of their own.
  for (std::size_t i = m / 2; i + m / 2 < n; ++i) {
    index[i % m] += multiply ? values[i] / trend[i] : values[i] - trend[i];
    ++count[i % m];
  }
  double sum = 0;
  for (std::size_t i = 0; i < m; ++i) {
    index[i] = count[i] > 0 ? index[i] / count[i] : (multiply ? 1 : 0);
    sum += index[i];
  }
  for (double& v : index) {
    if (multiply) {
      v *= static_cast<double>(m) / sum;
    } else {
      v -= sum / static_cast<double>(m);
    }
  }
  return index;
}

Seasons::Seasons(std::span<const double> values, std::span<const int> periods,
                 std::vector<double>& adjusted)
    : multiply_(!values.empty() && all_well_above_zero(values)) {
  adjusted.assign(values.begin(), values.end());
  std::vector<int> ordered(periods.begin(), periods.end());
  std::sort(ordered.begin(), ordered.end());
  for (const int period : ordered) {
    if (!is_seasonal(adjusted, period)) continue;
    found_.push_back({seasonal_index(adjusted, period, multiply_)});
    const auto& index = found_.back().index;
    std::size_t at = 0;
    for (double& v : adjusted) {
      v = multiply_ ? v / index[at] : v - index[at];
      if (++at == index.size()) at = 0;
    }
  }
  if (found_.empty()) return;
  std::vector<double> rest(values.size()), whole(values.size());
  const auto trend = moving_trend(adjusted, static_cast<int>(found_.back().index.size()));
  for (std::size_t i = 0; i < values.size(); ++i) {
    rest[i] = adjusted[i] - trend[i];
    whole[i] = values[i] - trend[i];
  }
  const double all = variance_of(whole);
  strength_ = all > 0 ? std::clamp(1 - variance_of(rest) / all, 0.0, 1.0) : 0;
}

void Seasons::begin_at(std::size_t position) {
  for (Season& season : found_) {
    const std::size_t by = position % season.index.size();
    std::rotate(season.index.begin(), season.index.begin() + static_cast<std::ptrdiff_t>(by),
                season.index.end());
  }
}

void Seasons::put_back(std::size_t position, std::span<double> values) const {
  for (const Season& season : found_) {
    std::size_t at = position % season.index.size();
    for (double& v : values) {
      v = multiply_ ? v * season.index[at] : v + season.index[at];
      if (++at == season.index.size()) at = 0;
    }
  }
}

}  // namespace tocsin::forecast
