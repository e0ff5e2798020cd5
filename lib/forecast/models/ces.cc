// ces: complex exponential smoothing (Svetunkov, Kourentzes and Ord 2022) of the seasonally
// adjusted history: a level and an unseen potential that feed each other, which follows level and
// trend alike without choosing between them.

#include <algorithm>
#include <cmath>

#include "forecast/minimise.h"
#include "forecast/model.h"

namespace tocsin::forecast {
namespace {

struct Complex {
  double real = 1.3, imaginary = 1;  // the smoothing parameter
  double level = 0, potential = 0;
};

double run(const Complex& p, std::span<const double> values, double& level, double& potential) {
  double sum = 0;
  for (const double v : values) {
    const double error = v - level;
    sum += error * error;
    const double next = level - (1 - p.imaginary) * potential + (p.real - p.imaginary) * error;
    potential = level + (1 - p.real) * potential + (p.real + p.imaginary) * error;
    level = next;
  }
  return sum;
}

// Both the way forward and the way errors die out must not grow.
bool is_stable(double real, double imaginary) {
  const auto within = [](double trace, double determinant) {
    return std::abs(determinant) <= 1.0001 && std::abs(trace) <= 1.0001 + determinant;
  };
  const double forward_trace = 2 - real;
  const double forward_determinant = (1 - real) + (1 - imaginary);
  // Transition less persistence times measurement.
  const double a = 1 - (real - imaginary), b = -(1 - imaginary);
  const double c = 1 - (real + imaginary), d = 1 - real;
  return within(forward_trace, forward_determinant) && within(a + d, a * d - b * c);
}

class FittedComplex final : public FittedToAdjusted {
 public:
  FittedComplex(const History& history, const Complex& complex)
      : FittedToAdjusted(history), complex_(complex) {}
  void extend(std::span<const double> known, std::span<double> out) const override {
    double level = complex_.level, potential = complex_.potential;
    run(complex_, known, level, potential);
    for (double& v : out) {
      v = level;
      const double next = level - (1 - complex_.imaginary) * potential;
      potential = level + (1 - complex_.real) * potential;
      level = next;
    }
  }

 private:
  Complex complex_;
};

}  // namespace

std::unique_ptr<Fitted> fit_ces(const History& history) {
  const auto values = history.adjusted;
  if (values.size() < 8) return nullptr;
  const std::size_t first = std::min<std::size_t>(values.size(), 6);
  double start = 0;
  for (std::size_t i = 0; i < first; ++i) start += values[i] / static_cast<double>(first);
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  const double range = std::max(*most - *least, 1e-6);
  const double far = 3 * range + 2 * std::max(std::abs(*least), std::abs(*most));
  const Bounded bounds[] = {{1.3, 0.3, 0.01, 2.5},
                            {1, 0.1, 0.3, 1.7},
                            {start, 0.2 * range, -far, far},
                            {start / 1.1, 0.2 * range, -far, far}};
  const auto of = [](const double* at) { return Complex{at[0], at[1], at[2], at[3]}; };
  const double n = static_cast<double>(values.size());
  const auto criterion = [&](const double* at) {
    if (!is_stable(at[0], at[1])) return 1e300;
    const Complex p = of(at);
    double level = p.level, potential = p.potential;
    return n * std::log(run(p, values, level, potential) + 1e-12);
  };
  const Minimum best = minimise(criterion, bounds, 4, 300, 1e-3);
  if (best.value >= 1e300) return nullptr;
  return std::make_unique<FittedComplex>(history, of(best.at.data()));
}

}  // namespace tocsin::forecast
