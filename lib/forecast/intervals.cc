#include "forecast/intervals.h"

#include <algorithm>
#include <cmath>

namespace tocsin::forecast {

std::vector<double> error_scale(const StepErrors& errors, std::size_t horizon, double least) {
  // Worth of the growth by the square root, in errors.
  constexpr double kPrior = 3;
  double product = 0, weight = 0;
  for (std::size_t k = 0; k < errors.mean.size(); ++k) {
    const double step = static_cast<double>(k + 1);
    product += errors.count[k] * errors.mean[k] * std::sqrt(step);
    weight += errors.count[k] * step;
  }
  const double root = weight > 0 ? product / weight : 0;
  std::vector<double> out(horizon);
  double highest = least, grown = 0;
  std::size_t last = 0;
  for (std::size_t k = 0; k < horizon; ++k) {
    const double step = static_cast<double>(k + 1);
    if (k < errors.mean.size() && errors.count[k] > 0) {
      const double prior = std::max(least, root * std::sqrt(step));
      const double seen =
          (errors.count[k] * errors.mean[k] + kPrior * prior) / (errors.count[k] + kPrior);
      highest = std::max(highest, seen);
      last = k;
      grown = highest;
    } else {
      // Beyond what the past can say.
      highest = std::max(grown, least) * std::sqrt(step / static_cast<double>(last + 1));
    }
    out[k] = highest;
  }
  return out;
}

WidthTerms width_terms(const Prepared& prepared, std::size_t step, std::size_t past_steps) {
  const double n = static_cast<double>(prepared.size());
  const int round = prepared.history().round;
  const double k = static_cast<double>(step), past = static_cast<double>(past_steps);
  return {1,
          std::clamp(std::log(n / 50), -2.0, 1.0),
          std::clamp(std::log(k / 4), -1.4, 1.6),
          std::clamp(k / past, 0.0, 1.0),
          round > 1 ? 1.0 : 0.0,
          round > 7 ? 1.0 : 0.0,
          std::clamp(10 / n, 0.0, 1.0)};
}

double normal_width(double coverage) {
  // Bisection on erf: exact to double precision in 60 halvings, and called a few times a run.
  double low = 0, high = 10;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (std::erf(middle / std::sqrt(2.0)) < coverage ? low : high) = middle;
  }
  return (low + high) / 2;
}

namespace {

const std::array<double, kCoverages.size()>& normal_widths() {
  static const auto widths = [] {
    std::array<double, kCoverages.size()> out{};
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = normal_width(kCoverages[i]);
    return out;
  }();
  return widths;
}

}  // namespace

Widths::Widths(const WidthTerms& terms, std::string_view model) {
  const auto offsets = trained_offsets();
  const auto own = std::find_if(offsets.begin(), offsets.end(),
                                [&](const WidthOffsets& o) { return o.model == model; });
  double wide = 0;
  for (std::size_t i = 0; i < kCoverages.size(); ++i) {
    double logarithm = own == offsets.end() ? 0 : own->add[i];
    for (std::size_t t = 0; t < kWidthTerms; ++t) logarithm += trained_widths()[i][t] * terms[t];
    wide = std::max(wide, std::exp(logarithm));
    relative_[i] = wide / normal_widths()[i];
  }
}

double Widths::of_normal(double z) const {
  const auto& known = normal_widths();
  if (z <= known.front()) return z * relative_.front();
  if (z >= known.back()) return z * relative_.back();
  const auto above = std::lower_bound(known.begin(), known.end(), z);
  const auto i = static_cast<std::size_t>(above - known.begin());
  const double share = (z - known[i - 1]) / (known[i] - known[i - 1]);
  return known[i - 1] * relative_[i - 1] * (1 - share) + known[i] * relative_[i] * share;
}

double Widths::coverage_of(double distance) const {
  const auto& known = normal_widths();
  double z = distance / relative_.front();
  for (std::size_t i = 0; i < known.size(); ++i) {
    const double here = known[i] * relative_[i];
    if (distance <= here) {
      if (i > 0) {
        const double before = known[i - 1] * relative_[i - 1];
        const double share = here > before ? (distance - before) / (here - before) : 0;
        z = known[i - 1] + share * (known[i] - known[i - 1]);
      }
      break;
    }
    z = distance / relative_[i];
  }
  return std::erf(z / std::sqrt(2.0));
}

}  // namespace tocsin::forecast
