// naive, seasonal naive, the naive method of the seasonally adjusted history, drift.

#include "forecast/model.h"

namespace tocsin::forecast {
namespace {

class Naive final : public Fitted {
 public:
  explicit Naive(const History& history) : values_(history.values) {}
  void forecast(std::size_t known, std::span<double> out) const override {
    for (double& v : out) v = values_[known - 1];
  }

 private:
  std::span<const double> values_;
};

class SeasonalNaive final : public Fitted {
 public:
  explicit SeasonalNaive(const History& history)
      : values_(history.values), period_(static_cast<std::size_t>(history.round)) {}
  void forecast(std::size_t known, std::span<double> out) const override {
    // Before the first round is over there is only the last value.
    const std::size_t period = known < period_ ? 1 : period_;
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = values_[known - period + k % period];
  }

 private:
  std::span<const double> values_;
  std::size_t period_;
};

class AdjustedNaive final : public FittedToAdjusted {
 public:
  using FittedToAdjusted::FittedToAdjusted;
  void extend(std::span<const double> known, std::span<double> out) const override {
    for (double& v : out) v = known.back();
  }
};

// The line through the first and the last value.
class Drift final : public FittedToAdjusted {
 public:
  using FittedToAdjusted::FittedToAdjusted;
  void extend(std::span<const double> known, std::span<double> out) const override {
    const double steps = static_cast<double>(known.size() - 1);
    const double slope = steps > 0 ? (known.back() - known.front()) / steps : 0;
    double at = known.back();
    for (double& v : out) v = at += slope;
  }
};

}  // namespace

std::unique_ptr<Fitted> fit_naive(const History& history) {
  return std::make_unique<Naive>(history);
}

std::unique_ptr<Fitted> fit_seasonal_naive(const History& history) {
  return std::make_unique<SeasonalNaive>(history);
}

std::unique_ptr<Fitted> fit_adjusted_naive(const History& history) {
  return std::make_unique<AdjustedNaive>(history);
}

std::unique_ptr<Fitted> fit_drift(const History& history) {
  return std::make_unique<Drift>(history);
}

}  // namespace tocsin::forecast
