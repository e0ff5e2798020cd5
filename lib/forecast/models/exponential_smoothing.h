// Exponential smoothing in its state space forms (Hyndman, Koehler, Ord and Snyder, "Forecasting
// with Exponential Smoothing", 2008): what single forms and their selection stand on.
#pragma once

#include <array>
#include <limits>
#include <optional>
#include <span>

namespace tocsin::forecast {

inline constexpr int kLongestSmoothedSeason = 24;

struct SmoothingForm {
  enum class Trend { none, additive, damped };
  enum class Season { none, additive, multiplicative };
  bool multiplicative_error = false;
  Trend trend = Trend::none;
  Season season = Season::none;
};

struct Smoothing {
  SmoothingForm form;
  int period = 1;
  double alpha = 0, beta = 0, gamma = 0, phi = 1;  // beta is relative to alpha
  double level = 0, slope = 0;                     // before the first value
  std::array<double, kLongestSmoothedSeason> season{};
  double aicc = std::numeric_limits<double>::infinity();
};

// The parameters that are likeliest; nothing where there are too few values for the form, or
// values that it cannot have. `calls` bounds the work.
std::optional<Smoothing> fit_smoothing(std::span<const double> values, int period,
                                       SmoothingForm form, int calls = 400);
void extend_smoothing(const Smoothing& smoothing, std::span<const double> known,
                      std::span<double> out);

}  // namespace tocsin::forecast
