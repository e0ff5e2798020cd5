#include "forecast/forecast.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "forecast/combination.h"
#include "forecast/demand.h"
#include "forecast/intervals.h"

namespace tocsin::forecast {
namespace {

// Below this many values nothing is worth fitting or weighing.
constexpr std::size_t kFewest = 7;

// What is forecast, and the same method's forecasts of the past.
struct Answer {
  std::vector<double> mean, past;
  std::string fallback;
  bool intermittent = false;
};

bool all_finite(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

class Forecaster {
 public:
  Forecaster(const Series& series, const ForecastOptions& options)
      : series_(series),
        options_(options),
        prepared_(series.values, series.periods),
        steps_(static_cast<std::size_t>(series.horizon) + prepared_.late()),
        origins_(prepared_.size(), steps_) {}

  Forecast run() {
    Forecast out{.id = series_.id,
                 .model = std::string(options_.model),
                 .mean = {},
                 .quantiles = {},
                 .confidence = std::nullopt,
                 .fallback = ""};
    if (prepared_.size() == 0) return unknown(std::move(out));
    const Answer answer = decide();
    out.fallback = answer.fallback;
    out.mean.assign(answer.mean.end() - series_.horizon, answer.mean.end());
    for (double& v : out.mean) v *= prepared_.scale();
    if (answer.intermittent) {
      spread_as_history(out);
    } else {
      spread(answer, out);
    }
    return out;
  }

 private:
  Forecast unknown(Forecast out) const {
    out.fallback = "there is no value to forecast from";
    out.mean.assign(static_cast<std::size_t>(series_.horizon), NAN);
    for (const double p : options_.probabilities) out.quantiles.push_back({p, out.mean});
    return out;
  }

  Answer decide() {
    std::string fallback;
    if (prepared_.is_constant()) {
      if (options_.model == kAuto) return single("naive", "");
    } else if (prepared_.real_count() < kFewest) {
      if (options_.model == kAuto) {
        return single("short",
                      fmt::format("only {} value{}: the last and the median of the last",
                                  prepared_.real_count(), prepared_.real_count() == 1 ? "" : "s"));
      }
    }
    if (options_.model != kAuto) {
      Answer answer = single(options_.model, "");
      if (!answer.mean.empty()) return answer;
      return single("short", fmt::format("{} cannot be fitted to {} such values: the last and the "
                                         "median of the last",
                                         options_.model, prepared_.real_count()));
    }
    const Demand demand = classify_demand(prepared_.history().values);
    if (is_intermittent(demand)) {
      Answer answer = mean_of({"sba", "tsb", "ses"});
      answer.intermittent = true;
      return answer;
    }
    return combined();
  }

  // Empty means: it cannot be fitted, or ran away.
  Answer single(std::string_view name, std::string fallback) {
    Answer answer;
    const auto fitted = find_model(name)->fit(prepared_.history());
    if (!fitted) return answer;
    answer.mean.resize(steps_);
    fitted->forecast(prepared_.size(), answer.mean);
    answer.past = backtest(*fitted, origins_);
    if (!all_finite(answer.mean) || !all_finite(answer.past)) return {};
    answer.fallback = std::move(fallback);
    return answer;
  }

  Answer mean_of(std::initializer_list<std::string_view> names) {
    Answer sum;
    sum.mean.resize(steps_);
    sum.past.resize(origins_.total());
    const double weight = 1 / static_cast<double>(names.size());
    for (const auto name : names) add(single(name, ""), weight, sum);
    return sum;
  }

  static void add(const Answer& part, double weight, Answer& sum) {
    for (std::size_t i = 0; i < part.mean.size(); ++i) sum.mean[i] += weight * part.mean[i];
    for (std::size_t i = 0; i < part.past.size(); ++i) sum.past[i] += weight * part.past[i];
  }

  Answer combined() {
    Pool pool = fit_pool(prepared_, origins_, static_cast<std::size_t>(series_.horizon));
    std::array<std::vector<double>, kPool.size()> means;
    for (std::size_t i = 0; i < kPool.size(); ++i) {
      if (!pool.members[i].fitted) continue;
      means[i].resize(steps_);
      pool.members[i].fitted->forecast(prepared_.size(), means[i]);
      if (!all_finite(means[i])) pool.members[i].fitted.reset();
    }
    const Weights weights = weigh(pool, trained_coefficients());
    Answer sum;
    sum.mean.resize(steps_);
    sum.past.resize(origins_.total());
    for (std::size_t i = 0; i < kPool.size(); ++i) {
      if (!pool.members[i].fitted) continue;
      for (std::size_t k = 0; k < steps_; ++k) sum.mean[k] += weights[i] * means[i][k];
      for (std::size_t k = 0; k < sum.past.size(); ++k) {
        sum.past[k] += weights[i] * pool.members[i].past[k];
      }
    }
    return sum;
  }

  double bounded(double value) const {
    constexpr double kMost = std::numeric_limits<double>::max();
    return std::clamp(value, prepared_.is_nonnegative() ? 0 : -kMost, kMost);
  }

  void spread(const Answer& answer, Forecast& out) const {
    const StepErrors errors = step_errors(answer.past, origins_, prepared_);
    const auto scale = error_scale(errors, steps_, least_error());
    const std::size_t late = prepared_.late();
    for (double& v : out.mean) v = bounded(v);
    std::vector<double> normal;
    for (const double p : options_.probabilities) {
      out.quantiles.push_back({p, std::vector<double>(out.mean.size())});
      normal.push_back(std::copysign(normal_width(std::abs(2 * p - 1)), p - 0.5));
    }
    double within = 0;
    for (std::size_t k = 0; k < out.mean.size(); ++k) {
      const Widths widths(width_terms(prepared_, late + k + 1, origins_.longest()), out.model);
      const double unit = scale[late + k] * prepared_.scale();
      for (std::size_t i = 0; i < normal.size(); ++i) {
        const double half = unit * widths.of_normal(std::abs(normal[i]));
        out.quantiles[i].values[k] = bounded(out.mean[k] + std::copysign(half, normal[i]));
      }
      const double tenth = std::abs(out.mean[k]) / 10;
      within += unit > 0 ? widths.coverage_of(tenth / unit) : 1;
    }
    out.confidence = within / static_cast<double>(out.mean.size());
  }

  // What errors are taken to be at least. A few values say little of how they vary; a constant
  // history has no errors to learn from, and then the constant is all there is to say.
  double least_error() const {
    const auto values = prepared_.history().values;
    if (prepared_.is_constant()) {
      return prepared_.real_count() < kFewest ? std::abs(values[0]) / 10 : 0;
    }
    double step = 0;
    for (std::size_t i = 1; i < values.size(); ++i) step += std::abs(values[i] - values[i - 1]);
    step /= static_cast<double>(values.size() - 1);
    return prepared_.real_count() < kFewest ? step : step / 50;
  }

  // Demands come or they do not: the quantiles are those of the history's later part, whatever
  // the rate is.
  void spread_as_history(Forecast& out) const {
    constexpr std::size_t kRecent = 200;
    const auto values = prepared_.history().values;
    const auto recent = values.last(std::min(values.size(), kRecent));
    std::vector<double> sorted(recent.begin(), recent.end());
    std::sort(sorted.begin(), sorted.end());
    const double n = static_cast<double>(sorted.size());
    for (const double p : options_.probabilities) {
      // With one more value than there are, as conformal quantiles have it.
      const double rank = std::clamp(std::ceil(p * (n + 1)) - 1, 0.0, n - 1);
      const double value = sorted[static_cast<std::size_t>(rank)] * prepared_.scale();
      out.quantiles.push_back({p, std::vector<double>(out.mean.size(), value)});
    }
    double within = 0;
    for (double& mean : out.mean) {
      mean = bounded(mean);
      const double centre = mean / prepared_.scale();
      within += static_cast<double>(
                    std::count_if(sorted.begin(), sorted.end(),
                                  [&](double v) { return std::abs(v - centre) <= centre / 10; })) /
                n;
    }
    out.confidence = within / static_cast<double>(out.mean.size());
  }

  const Series& series_;
  const ForecastOptions& options_;
  Prepared prepared_;
  std::size_t steps_;  // to the end of the horizon, from the last value there is
  Origins origins_;
};

}  // namespace

Forecast forecast(const Series& series, const ForecastOptions& options) {
  return Forecaster(series, options).run();
}

}  // namespace tocsin::forecast
