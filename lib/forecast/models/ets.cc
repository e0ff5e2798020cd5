// ses, holt, damped on the seasonally adjusted history; holt_winters, and ets, which takes the form
// of the least AICc, on the history as it is.

#include "forecast/model.h"
#include "forecast/models/exponential_smoothing.h"

namespace tocsin::forecast {
namespace {

using Trend = SmoothingForm::Trend;
using Season = SmoothingForm::Season;

class SmoothedAdjusted final : public FittedToAdjusted {
 public:
  SmoothedAdjusted(const History& history, const Smoothing& smoothing)
      : FittedToAdjusted(history), smoothing_(smoothing) {}
  void extend(std::span<const double> known, std::span<double> out) const override {
    extend_smoothing(smoothing_, known, out);
  }

 private:
  Smoothing smoothing_;
};

class Smoothed final : public Fitted {
 public:
  Smoothed(const History& history, const Smoothing& smoothing)
      : values_(history.values), smoothing_(smoothing) {}
  void forecast(std::size_t known, std::span<double> out) const override {
    extend_smoothing(smoothing_, values_.first(known), out);
  }

 private:
  std::span<const double> values_;
  Smoothing smoothing_;
};

std::unique_ptr<Fitted> fit_adjusted(const History& history, Trend trend) {
  const auto found = fit_smoothing(history.adjusted, 1, {.trend = trend});
  return found ? std::make_unique<SmoothedAdjusted>(history, *found) : nullptr;
}

std::unique_ptr<Fitted> fit_best(const History& history, std::span<const Trend> trends,
                                 std::span<const Season> seasons) {
  std::optional<Smoothing> best;
  for (const Season season : seasons) {
    if (season != Season::none && history.period == 1) continue;
    for (const Trend trend : trends) {
      for (const bool multiplicative : {false, true}) {
        // Additive errors around multiplied seasons are unstable, as that book says.
        if (!multiplicative && season == Season::multiplicative) continue;
        const auto found =
            fit_smoothing(history.values, history.period, {multiplicative, trend, season});
        if (found && (!best || found->aicc < best->aicc)) best = found;
      }
    }
  }
  return best ? std::make_unique<Smoothed>(history, *best) : nullptr;
}

constexpr Trend kTrends[] = {Trend::none, Trend::additive, Trend::damped};
constexpr Season kSeasons[] = {Season::none, Season::additive, Season::multiplicative};

}  // namespace

std::unique_ptr<Fitted> fit_ses(const History& history) {
  return fit_adjusted(history, Trend::none);
}

std::unique_ptr<Fitted> fit_holt(const History& history) {
  return fit_adjusted(history, Trend::additive);
}

std::unique_ptr<Fitted> fit_damped(const History& history) {
  return fit_adjusted(history, Trend::damped);
}

std::unique_ptr<Fitted> fit_holt_winters(const History& history) {
  return fit_best(history, std::span(kTrends).subspan(1, 1), std::span(kSeasons).subspan(1));
}

std::unique_ptr<Fitted> fit_ets(const History& history) {
  // Long or several seasons are beyond these forms: they are taken out first.
  if (history.period == 1 && history.seasons.any()) {
    std::optional<Smoothing> best;
    for (const Trend trend : kTrends) {
      for (const bool multiplicative : {false, true}) {
        const auto found =
            fit_smoothing(history.adjusted, 1, {multiplicative, trend, Season::none});
        if (found && (!best || found->aicc < best->aicc)) best = found;
      }
    }
    return best ? std::make_unique<SmoothedAdjusted>(history, *best) : nullptr;
  }
  return fit_best(history, kTrends, kSeasons);
}

}  // namespace tocsin::forecast
