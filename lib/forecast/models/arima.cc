// arima: differences by tests, orders by a stepwise walk to the least AICc (Hyndman and Khandakar
// 2008).

#include <algorithm>
#include <cmath>
#include <vector>

#include "forecast/model.h"
#include "forecast/models/arima_likelihood.h"

namespace tocsin::forecast {
namespace {

constexpr double kStrongSeason = 0.64;  // as R's nsdiffs (Wang, Smith and Hyndman 2006)
constexpr double kKpss = 0.463;         // 5 % (Kwiatkowski, Phillips, Schmidt and Shin 1992)

std::vector<double> difference(std::span<const double> values, std::size_t lag) {
  std::vector<double> out(values.size() - lag);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = values[i + lag] - values[i];
  return out;
}

bool is_level(std::span<const double> values) {
  const auto n = values.size();
  const double count = static_cast<double>(n);
  double mean = 0;
  for (const double v : values) mean += v / count;
  double sum = 0, sums = 0, variance = 0;
  for (const double v : values) {
    sum += v - mean;
    sums += sum * sum;
    variance += (v - mean) * (v - mean);
  }
  const auto lags = static_cast<std::size_t>(3 * std::sqrt(count) / 13);
  for (std::size_t k = 1; k <= lags; ++k) {
    double covariance = 0;
    for (std::size_t i = k; i < n; ++i) covariance += (values[i] - mean) * (values[i - k] - mean);
    variance += 2 * (1 - static_cast<double>(k) / static_cast<double>(lags + 1)) * covariance;
  }
  return !(variance > 0) || sums / (count * variance) < kKpss;
}

double seasonal_strength(std::span<const double> values, int period) {
  const auto trend = moving_trend(values, period);
  const auto index = seasonal_index(values, period, false);
  double rest = 0, whole = 0;
  const std::size_t half = index.size() / 2;
  for (std::size_t i = half; i + half < values.size(); ++i) {
    const double detrended = values[i] - trend[i];
    const double left = detrended - index[i % index.size()];
    rest += left * left;
    whole += detrended * detrended;
  }
  return whole > 0 ? 1 - rest / whole : 0;
}

struct Differences {
  std::size_t seasonal_lag = 0;  // 0: none
  int plain = 0;
};

std::vector<double> differences(std::span<const double> values, const Differences& d) {
  std::vector<double> out(values.begin(), values.end());
  if (d.seasonal_lag > 0) out = difference(out, d.seasonal_lag);
  for (int i = 0; i < d.plain; ++i) out = difference(out, 1);
  return out;
}

std::size_t lost(const Differences& d) {
  return d.seasonal_lag + static_cast<std::size_t>(d.plain);
}

Differences choose_differences(std::span<const double> values, int period) {
  Differences d;
  const auto m = static_cast<std::size_t>(period);
  if (period > 1 && values.size() >= 2 * m + 8 &&
      seasonal_strength(values, period) > kStrongSeason) {
    d.seasonal_lag = m;
  }
  std::vector<double> left = differences(values, d);
  for (; d.plain < 2 && left.size() > 6 && !is_level(left); ++d.plain) left = difference(left, 1);
  return d;
}

class Walk {
 public:
  Walk(std::span<const double> values, int period, bool may_have_mean)
      : values_(values), period_(period), may_have_mean_(may_have_mean) {}

  Arma best() {
    const int s = period_ > 1 ? 1 : 0;
    try_order({2, 2, s, s, may_have_mean_});
    try_order({0, 0, 0, 0, may_have_mean_});
    try_order({1, 0, s, 0, may_have_mean_});
    try_order({0, 1, 0, s, may_have_mean_});
    if (may_have_mean_) try_order({0, 0, 0, 0, false});
    while (tried_.size() < kMostTried && step()) {
    }
    return best_;
  }

 private:
  static constexpr std::size_t kMostTried = 40;

  bool step() {
    const ArmaOrder at = best_.order;
    const int moves[][4] = {{1, 0, 0, 0}, {0, 1, 0, 0}, {1, 1, 0, 0}, {0, 0, 1, 0},
                            {0, 0, 0, 1}, {0, 0, 1, 1}, {1, -1, 0, 0}};
    for (const int sign : {-1, 1}) {
      for (const auto& move : moves) {
        if (try_order({at.p + sign * move[0], at.q + sign * move[1], at.P + sign * move[2],
                       at.Q + sign * move[3], at.mean})) {
          return true;
        }
      }
    }
    return may_have_mean_ && try_order({at.p, at.q, at.P, at.Q, !at.mean});
  }

  bool try_order(const ArmaOrder& order) {
    const auto within = [](int value, int most) { return value >= 0 && value <= most; };
    const int seasonal = period_ > 1 ? kMostSeasonalArma : 0;
    if (!within(order.p, kMostArma) || !within(order.q, kMostArma) || !within(order.P, seasonal) ||
        !within(order.Q, seasonal) ||
        std::find(tried_.begin(), tried_.end(), order) != tried_.end()) {
      return false;
    }
    tried_.push_back(order);
    const Arma found = fit_arma(values_, period_, order);
    if (!(found.aicc < best_.aicc)) return false;
    best_ = found;
    return true;
  }

  std::span<const double> values_;
  int period_;
  bool may_have_mean_;
  Arma best_;
  std::vector<ArmaOrder> tried_;
};

class FittedArima final : public Fitted {
 public:
  FittedArima(std::span<const double> values, const Differences& d, const Arma& arma)
      : values_(values), differences_(d), arma_(arma) {}

  void forecast(std::size_t known, std::span<double> out) const override {
    const auto values = values_.first(known);
    if (known < lost(differences_) + 2) {
      std::fill(out.begin(), out.end(), values.back());
      return;
    }
    extend_arma(arma_, differences(values, differences_), out);
    const std::size_t lag = differences_.seasonal_lag;
    const std::vector<double> seasonal =
        lag > 0 ? difference(values, lag) : std::vector<double>(values.begin(), values.end());
    for (int i = differences_.plain; i > 0; --i) {
      double last = i == 2 ? seasonal.back() - seasonal[seasonal.size() - 2] : seasonal.back();
      for (double& v : out) v = last += v;
    }
    for (std::size_t k = 0; lag > 0 && k < out.size(); ++k) {
      out[k] += k < lag ? values[known - lag + k] : out[k - lag];
    }
  }

 private:
  std::span<const double> values_;
  Differences differences_;
  Arma arma_;
};

class FittedArimaToAdjusted final : public FittedToAdjusted {
 public:
  FittedArimaToAdjusted(const History& history, const Differences& d, const Arma& arma)
      : FittedToAdjusted(history), inner_(history.adjusted, d, arma) {}
  void extend(std::span<const double> known, std::span<double> out) const override {
    inner_.forecast(known.size(), out);
  }

 private:
  FittedArima inner_;
};

}  // namespace

std::unique_ptr<Fitted> fit_arima(const History& history) {
  // Long or several seasons are taken out first.
  const bool adjusted = history.period == 1 && history.seasons.any();
  const auto values = adjusted ? history.adjusted : history.values;
  if (values.size() < 8) return nullptr;
  const int period =
      values.size() >= 2 * static_cast<std::size_t>(history.period) + 8 ? history.period : 1;
  const Differences d = choose_differences(values, period);
  const auto left = differences(values, d);
  const int times = d.plain + (d.seasonal_lag > 0 ? 1 : 0);
  const Arma arma = Walk(left, period, times < 2).best();
  if (!std::isfinite(arma.aicc)) return nullptr;
  if (adjusted) return std::make_unique<FittedArimaToAdjusted>(history, d, arma);
  return std::make_unique<FittedArima>(values, d, arma);
}

}  // namespace tocsin::forecast
