// theta (Assimakopoulos and Nikolopoulos 2000, as Hyndman and Billah 2003 have it), and its
// optimised and dynamic optimised forms (Fiorucci, Pellegrini, Louzada, Petropoulos and Koehler
// 2016), on the seasonally adjusted history.
//
// A level l smoothed by alpha, and a line a + b t with weight 1 - 1/theta:
//   expected(t) = l(t-1) + (1 - 1/theta) ((1-alpha)^(t-1) a + (1 - (1-alpha)^t)/alpha b)
// The line is that of all values, or in the dynamic form that of the values before t.

#include <algorithm>
#include <cmath>

#include "forecast/minimise.h"
#include "forecast/model.h"

namespace tocsin::forecast {
namespace {

struct Line {
  double intercept = 0, slope = 0;
};

Line line_of(std::span<const double> values) {
  const double n = static_cast<double>(values.size());
  double sum = 0, moment = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sum += values[i];
    moment += static_cast<double>(i + 1) * values[i];
  }
  const double slope =
      values.size() > 1 ? (moment - (n + 1) / 2 * sum) * 12 / (n * (n * n - 1)) : 0;
  return {sum / n - slope * (n + 1) / 2, slope};
}

struct Theta {
  double alpha = 0.5, theta = 2;
  double start = 0;  // what is expected of the first value
  bool dynamic = false;
};

class Recursion {
 public:
  Recursion(const Theta& p, Line line)
      : p_(p),
        weight_(1 - 1 / p.theta),
        rest_(1 - p.alpha),
        level_(p.start - weight_ * (line.intercept + line.slope)),
        line_(line) {}

  double expected() const {
    return level_ +
           weight_ * (power_ * line_.intercept + (1 - power_ * rest_) / p_.alpha * line_.slope);
  }
  void see(double value) {
    level_ += p_.alpha * (value - level_);
    power_ *= rest_;
    ++t_;
    if (!p_.dynamic) return;
    const double mean = mean_ + (value - mean_) / t_;
    if (t_ > 1) {
      line_.slope = ((t_ - 2) * line_.slope + 6 / t_ * (value - mean_)) / (t_ + 1);
    }
    mean_ = mean;
    line_.intercept = mean_ - (t_ + 1) / 2 * line_.slope;
  }
  // The level stays, the line goes on.
  void extend(std::span<double> out) {
    if (p_.dynamic) {
      for (double& v : out) see(v = expected());
      return;
    }
    double v = expected();
    for (double& o : out) {
      o = v;
      v += weight_ * line_.slope;
    }
  }

 private:
  const Theta& p_;
  double weight_, rest_, level_;
  Line line_;
  double power_ = 1, mean_ = 0, t_ = 0;
};

double squares_of(const Theta& p, std::span<const double> values, Line line) {
  Recursion r(p, line);
  double sum = 0;
  // Nothing can be expected of the dynamic line before it has two values.
  const std::size_t skip = p.dynamic ? 2 : 1;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double error = values[i] - r.expected();
    if (i >= skip) sum += error * error;
    r.see(values[i]);
  }
  return sum;
}

class FittedTheta final : public FittedToAdjusted {
 public:
  FittedTheta(const History& history, const Theta& theta)
      : FittedToAdjusted(history), theta_(theta) {}
  void extend(std::span<const double> known, std::span<double> out) const override {
    Recursion r(theta_, theta_.dynamic ? Line{} : line_of(known));
    for (const double v : known) r.see(v);
    r.extend(out);
  }

 private:
  Theta theta_;
};

std::unique_ptr<Fitted> fit(const History& history, bool optimise, bool dynamic) {
  const auto values = history.adjusted;
  if (values.size() < 4) return nullptr;
  const Line line = dynamic ? Line{} : line_of(values);
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  const double range = std::max(*most - *least, 1e-6);
  const Bounded bounds[] = {{0.5, 0.25, 0.05, 0.99},
                            {values[0], 0.1 * range, *least - range, *most + range},
                            {2, 1, 1, 20}};
  Theta p{.dynamic = dynamic};
  const auto take = [&](const double* at) {
    p.alpha = at[0];
    p.start = at[1];
    if (optimise) p.theta = at[2];
  };
  const double n = static_cast<double>(values.size());
  const auto criterion = [&](const double* at) {
    take(at);
    return n * std::log(squares_of(p, values, line) + 1e-12);
  };
  take(minimise(criterion, bounds, optimise ? 3 : 2, 250, 1e-3).at.data());
  return std::make_unique<FittedTheta>(history, p);
}

}  // namespace

std::unique_ptr<Fitted> fit_theta(const History& history) {
  return fit(history, false, false);
}

std::unique_ptr<Fitted> fit_optimised_theta(const History& history) {
  return fit(history, true, false);
}

std::unique_ptr<Fitted> fit_dynamic_theta(const History& history) {
  return fit(history, true, true);
}

}  // namespace tocsin::forecast
