#include "forecast/models/exponential_smoothing.h"

#include <algorithm>
#include <cmath>

#include "forecast/minimise.h"
#include "forecast/seasons.h"

namespace tocsin::forecast {
namespace {

using Trend = SmoothingForm::Trend;
using Season = SmoothingForm::Season;

constexpr double kImpossible = 1e300;

struct State {
  double level, slope;
  std::array<double, kLongestSmoothedSeason> season;
  int at;  // the season of the next value
};

// Runs over the values; n log of the sum of squares, and for multiplicative errors twice the sum
// of the logarithms of the expectations: -2 log likelihood but for a constant.
template <bool kMultiplicative, Trend kTrend, Season kSeason>
double run(const Smoothing& s, std::span<const double> values, State& state) {
  double level = state.level;
  double slope = state.slope;
  int at = state.at;
  double squares = 0, product = 1, logarithms = 0;
  int factors = 0;
  const double phi = kTrend == Trend::damped ? s.phi : 1;
  for (const double value : values) {
    const double drift = kTrend == Trend::none ? 0 : phi * slope;
    const double expected_level = level + drift;
    double expected = expected_level, rest = value;
    if constexpr (kSeason == Season::additive) {
      expected += state.season[at];
      rest -= state.season[at];
    } else if constexpr (kSeason == Season::multiplicative) {
      expected *= state.season[at];
      rest /= state.season[at];
    }
    double error = value - expected;
    if constexpr (kMultiplicative) {
      if (!(expected > 1e-9)) return kImpossible;
      error /= expected;
      product *= expected;
      if (++factors == 8) {
        logarithms += std::log(product);
        product = 1;
        factors = 0;
      }
    }
    squares += error * error;
    const double next = expected_level + s.alpha * (rest - expected_level);
    if constexpr (kTrend != Trend::none) slope = drift + s.beta * (next - level - drift);
    if constexpr (kSeason != Season::none) {
      if constexpr (kSeason == Season::multiplicative) {
        if (!(expected_level > 1e-9)) return kImpossible;
      }
      const double seen =
          kSeason == Season::additive ? value - expected_level : value / expected_level;
      state.season[at] += s.gamma * (seen - state.season[at]);
      if constexpr (kSeason == Season::multiplicative) {
        if (!(state.season[at] > 1e-3)) return kImpossible;
      }
      if (++at == s.period) at = 0;
    }
    level = next;
  }
  state.level = level;
  state.slope = slope;
  state.at = at;
  logarithms += std::log(product);
  return static_cast<double>(values.size()) * std::log(squares + 1e-12) +
         (kMultiplicative ? 2 * logarithms : 0);
}

template <bool kMultiplicative, Trend kTrend>
double run_season(const Smoothing& s, std::span<const double> values, State& state) {
  switch (s.form.season) {
    case Season::none:
      return run<kMultiplicative, kTrend, Season::none>(s, values, state);
    case Season::additive:
      return run<kMultiplicative, kTrend, Season::additive>(s, values, state);
    case Season::multiplicative:
      return run<kMultiplicative, kTrend, Season::multiplicative>(s, values, state);
  }
  return kImpossible;
}

template <bool kMultiplicative>
double run_trend(const Smoothing& s, std::span<const double> values, State& state) {
  switch (s.form.trend) {
    case Trend::none:
      return run_season<kMultiplicative, Trend::none>(s, values, state);
    case Trend::additive:
      return run_season<kMultiplicative, Trend::additive>(s, values, state);
    case Trend::damped:
      return run_season<kMultiplicative, Trend::damped>(s, values, state);
  }
  return kImpossible;
}

double run(const Smoothing& s, std::span<const double> values, State& state) {
  return s.form.multiplicative_error ? run_trend<true>(s, values, state)
                                     : run_trend<false>(s, values, state);
}

State start_of(const Smoothing& s) {
  return {s.level, s.slope, s.season, 0};
}

// Level and slope of the line through the first values, one step before the first of them.
void start_line(std::span<const double> values, double& level, double& slope) {
  const std::size_t n = values.size();
  double sum = 0, moment = 0;
  for (std::size_t i = 0; i < n; ++i) {
    sum += values[i];
    moment += static_cast<double>(i + 1) * values[i];
  }
  const double count = static_cast<double>(n);
  const double middle = (count + 1) / 2;
  const double spread = count * (count * count - 1) / 12;
  slope = n > 1 ? (moment - middle * sum) / spread : 0;
  level = sum / count - slope * middle;
}

void start_states(Smoothing& s, std::span<const double> values) {
  std::array<double, 3 * kLongestSmoothedSeason> first{};
  const std::size_t count = std::min<std::size_t>(values.size(), s.period > 1 ? 2 * s.period : 10);
  std::copy_n(values.begin(), count, first.begin());
  if (s.form.season != Season::none) {
    const bool multiply = s.form.season == Season::multiplicative;
    const auto index = seasonal_index(values, s.period, multiply);
    std::copy(index.begin(), index.end(), s.season.begin());
    for (std::size_t i = 0; i < count; ++i) {
      const double season = index[i % index.size()];
      first[i] = multiply ? first[i] / season : first[i] - season;
    }
  }
  start_line(std::span(first).first(count), s.level, s.slope);
  if (s.form.trend == Trend::none) {
    s.level += s.slope * static_cast<double>(count + 1) / 2;
    s.slope = 0;
  }
}

}  // namespace

std::optional<Smoothing> fit_smoothing(std::span<const double> values, int period,
                                       SmoothingForm form, int calls) {
  const bool has_trend = form.trend != Trend::none, has_season = form.season != Season::none;
  const bool is_damped = form.trend == Trend::damped;
  Smoothing s{.form = form, .period = has_season ? period : 1};
  const double n = static_cast<double>(values.size());
  const double count = 3 + (has_trend ? 2 : 0) + (is_damped ? 1 : 0) + (has_season ? period : 0);
  if (n - count - 1 <= 0 || (has_season && n < 2 * period + 1)) return std::nullopt;
  const bool multiplies = form.multiplicative_error || form.season == Season::multiplicative;
  if (multiplies && *std::min_element(values.begin(), values.end()) <= 0) return std::nullopt;

  start_states(s, values);
  if (form.season == Season::multiplicative &&
      *std::min_element(s.season.begin(), s.season.begin() + period) < 0.01) {
    return std::nullopt;
  }
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  const double range = std::max(*most - *least, 1e-6);
  // Small changes come slowly by a long season, as in R's forecast package.
  std::array<Bounded, kMostParameters> bounds{};
  std::size_t free = 0;
  const auto add = [&](Bounded b) { return bounds[free++] = b, free - 1; };
  const std::size_t alpha = add({has_season ? 0.2 : 0.4, 0.25, 1e-4, 0.9999});
  const std::size_t level = add({s.level, 0.1 * range, *least - range, *most + range});
  const std::size_t beta = has_trend ? add({0.1, 0.2, 1e-4, 0.9999}) : 0;
  const std::size_t slope =
      has_trend ? add({s.slope, std::max(std::abs(s.slope) / 2, 0.01 * range), -range, range}) : 0;
  const std::size_t phi = is_damped ? add({0.95, -0.05, 0.8, 0.98}) : 0;
  const std::size_t gamma = has_season ? add({0.1, 0.2, 1e-4, 0.9999}) : 0;

  const auto take = [&](const double* at) {
    s.alpha = at[alpha];
    s.level = at[level];
    if (has_trend) {
      s.beta = at[beta];
      s.slope = at[slope];
    }
    if (is_damped) s.phi = at[phi];
    if (has_season) s.gamma = at[gamma] * (1 - s.alpha);
  };
  const auto criterion = [&](const double* at) {
    take(at);
    State state = start_of(s);
    return run(s, values, state);
  };
  const Minimum best = minimise(criterion, bounds.data(), free, calls, 1e-3);
  if (best.value >= kImpossible) return std::nullopt;
  take(best.at.data());
  s.aicc = best.value + 2 * count + 2 * count * (count + 1) / (n - count - 1);
  return s;
}

void extend_smoothing(const Smoothing& s, std::span<const double> known, std::span<double> out) {
  State state = start_of(s);
  run(s, known, state);
  double drift = 0;
  double damping = 1;
  int at = state.at;
  for (double& v : out) {
    if (s.form.trend == Trend::damped) damping *= s.phi;
    if (s.form.trend != Trend::none) drift += damping * state.slope;
    v = state.level + drift;
    if (s.form.season == Season::additive) v += state.season[at];
    if (s.form.season == Season::multiplicative) v *= state.season[at];
    if (++at == s.period) at = 0;
  }
}

}  // namespace tocsin::forecast
