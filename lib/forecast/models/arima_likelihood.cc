#include "forecast/models/arima_likelihood.h"

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>

namespace tocsin::forecast {
namespace {

constexpr int kMostTerms = (kMostArma + 1) * (kMostSeasonalArma + 1);

// 1 - sum of coefficient times B^lag, the seasonal and the other factor multiplied out.
struct Polynomial {
  struct Term {
    int lag;
    double coefficient;
  };
  std::array<Term, kMostTerms> terms;
  int count = 0, longest = 0;

  void multiply_out(std::span<const double> plain, std::span<const double> seasonal, int period) {
    count = 0;
    const auto add = [&](std::size_t lag, double coefficient) {
      terms[static_cast<std::size_t>(count++)] = {static_cast<int>(lag), coefficient};
      longest = std::max(longest, static_cast<int>(lag));
    };
    const auto m = static_cast<std::size_t>(period);
    for (std::size_t i = 0; i < plain.size(); ++i) add(i + 1, plain[i]);
    for (std::size_t j = 0; j < seasonal.size(); ++j) {
      add((j + 1) * m, seasonal[j]);
      for (std::size_t i = 0; i < plain.size(); ++i) {
        add((j + 1) * m + i + 1, -seasonal[j] * plain[i]);
      }
    }
  }
  double before(const double* at) const {
    double sum = 0;
    for (int i = 0; i < count; ++i) {
      const Term& term = terms[static_cast<std::size_t>(i)];
      sum += term.coefficient * at[-term.lag];
    }
    return sum;
  }
};

// All roots outside the unit circle, by the partial autocorrelations (Durbin and Levinson's
// recursion downwards); a little margin keeps forecasts from hovering.
bool is_stationary(std::span<const double> factor) {
  std::array<double, kMostArma> a{};
  std::copy(factor.begin(), factor.end(), a.begin());
  for (std::size_t k = factor.size(); k-- > 0;) {
    const double last = a[k];
    if (!(std::abs(last) < 0.99)) return false;
    std::array<double, kMostArma> lower{};
    for (std::size_t i = 0; i < k; ++i) {
      lower[i] = (a[i] + last * a[k - 1 - i]) / (1 - last * last);
    }
    a = lower;
  }
  return true;
}

class Residuals {
 public:
  Residuals(std::span<const double> values, int period, const ArmaOrder& order)
      : values_(values), period_(period), order_(order) {
    const int ar = order.p + period * order.P, ma = order.q + period * order.Q;
    pad_ = std::max(ar, ma);
    back_ = order.parameters() == (order.mean ? 1 : 0) ? 0 : std::min(ar + ma + 12, 60);
    const auto size =
        static_cast<std::size_t>(pad_ + back_) + values.size() + static_cast<std::size_t>(back_);
    series_.resize(size);
    errors_.resize(size);
  }

  std::size_t count() const { return static_cast<std::size_t>(back_) + values_.size(); }

  bool is_allowed(std::span<const double> x) const {
    const auto [ar, ma, seasonal_ar, seasonal_ma] = parts(x);
    return is_stationary(ar) && is_stationary(ma) && is_stationary(seasonal_ar) &&
           is_stationary(seasonal_ma);
  }

  // Errors from the oldest value that was forecast backwards to the newest.
  std::span<const double> errors(std::span<const double> x) {
    const auto [ar, ma, seasonal_ar, seasonal_ma] = parts(x);
    ar_.multiply_out(ar, seasonal_ar, period_);
    ma_.multiply_out(ma, seasonal_ma, period_);
    mean_ = order_.mean ? x[static_cast<std::size_t>(order_.parameters() - 1)] : 0;
    const auto n = values_.size();
    const auto pad = static_cast<std::size_t>(pad_), back = static_cast<std::size_t>(back_);
    std::array<double, 60> before{};
    if (back > 0) {
      for (std::size_t i = 0; i < n; ++i) series_[pad + i] = values_[n - 1 - i] - mean_;
      filter(pad, n);
      for (std::size_t i = 0; i < back; ++i) {
        const std::size_t at = pad + n + i;
        errors_[at] = 0;
        series_[at] = ar_.before(&series_[at]) - ma_.before(&errors_[at]);
        before[i] = series_[at];
      }
    }
    for (std::size_t i = 0; i < back; ++i) series_[pad + i] = before[back - 1 - i];
    for (std::size_t i = 0; i < n; ++i) series_[pad + back + i] = values_[i] - mean_;
    filter(pad, back + n);
    return std::span(errors_).subspan(pad, back + n);
  }

  // After errors(): what follows.
  void extend(std::span<double> out) {
    const std::size_t end = static_cast<std::size_t>(pad_) + count();
    series_.resize(end + out.size());
    errors_.resize(end + out.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
      const std::size_t at = end + i;
      errors_[at] = 0;
      series_[at] = ar_.before(&series_[at]) - ma_.before(&errors_[at]);
      out[i] = series_[at] + mean_;
    }
  }

 private:
  struct Parts {
    std::span<const double> ar, ma, seasonal_ar, seasonal_ma;
  };
  Parts parts(std::span<const double> x) const {
    const auto take = [&x](int count) {
      const auto part = x.first(static_cast<std::size_t>(count));
      x = x.subspan(static_cast<std::size_t>(count));
      return part;
    };
    const auto ar = take(order_.p), ma = take(order_.q);
    const auto seasonal_ar = take(order_.P), seasonal_ma = take(order_.Q);
    return {ar, ma, seasonal_ar, seasonal_ma};
  }

  // Moving averages are written 1 - sum, too, so that one recursion serves both.
  void filter(std::size_t from, std::size_t count) {
    std::fill_n(series_.begin(), from, 0.0);
    std::fill_n(errors_.begin(), from, 0.0);
    for (std::size_t at = from; at < from + count; ++at) {
      errors_[at] = series_[at] - ar_.before(&series_[at]) + ma_.before(&errors_[at]);
    }
  }

  std::span<const double> values_;
  int period_;
  ArmaOrder order_;
  int pad_ = 0, back_ = 0;
  double mean_ = 0;
  Polynomial ar_, ma_;
  std::vector<double> series_, errors_;
};

using Square = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, 0, kMostArmaParameters,
                             kMostArmaParameters>;
using Column = Eigen::Matrix<double, Eigen::Dynamic, 1, 0, kMostArmaParameters, 1>;

double squares_of(std::span<const double> errors) {
  double sum = 0;
  for (const double e : errors) sum += e * e;
  return sum;
}

// Steps of Levenberg and Marquardt from x, which becomes the best point; its sum of squares.
double descend(Residuals& residuals, std::span<double> x, double scale) {
  constexpr int kMostSteps = 15;
  const auto k = static_cast<Eigen::Index>(x.size());
  const auto rows = static_cast<Eigen::Index>(residuals.count());
  Eigen::VectorXd errors(rows);
  Eigen::MatrixXd slopes(rows, k);
  const auto evaluate = [&](std::span<const double> at) {
    const auto found = residuals.errors(at);
    return Eigen::Map<const Eigen::VectorXd>(found.data(), rows);
  };
  errors = evaluate(x);
  double best = errors.squaredNorm(), damping = 1e-3;
  std::array<double, kMostArmaParameters> trial{};
  const auto point = std::span(trial).first(x.size());
  for (int step = 0; step < kMostSteps; ++step) {
    for (Eigen::Index i = 0; i < k; ++i) {
      std::copy(x.begin(), x.end(), point.begin());
      const bool is_mean = scale > 0 && i == k - 1;
      const double by = is_mean ? 1e-4 * scale : 1e-5;
      point[static_cast<std::size_t>(i)] += by;
      slopes.col(i) = (evaluate(point) - errors) / by;
    }
    const Square normal = slopes.transpose() * slopes;
    const Column gradient = slopes.transpose() * errors;
    const double before = best;
    for (int attempt = 0; attempt < 8; ++attempt, damping *= 8) {
      Square damped = normal;
      damped.diagonal() += damping * (normal.diagonal().array() + 1e-9).matrix();
      const Column by = damped.ldlt().solve(gradient);
      for (std::size_t i = 0; i < x.size(); ++i) {
        point[i] = x[i] - by[static_cast<Eigen::Index>(i)];
      }
      if (!residuals.is_allowed(point)) continue;
      const double now = squares_of(residuals.errors(point));
      if (!(now < best)) continue;
      best = now;
      std::copy(point.begin(), point.end(), x.begin());
      damping = std::max(damping / 20, 1e-6);
      break;
    }
    if (!(best < before * (1 - 1e-5))) break;
    errors = evaluate(x);
  }
  return best;
}

}  // namespace

Arma fit_arma(std::span<const double> values, int period, const ArmaOrder& order) {
  Arma arma{.order = order, .period = period};
  const double n = static_cast<double>(values.size());
  const int k = order.parameters() + 1;
  if (n - k - 1 < 1) return arma;
  double mean = 0, spread = 0;
  for (const double v : values) mean += v / n;
  for (const double v : values) spread += (v - mean) * (v - mean) / n;
  const auto x = std::span(arma.parameters).first(static_cast<std::size_t>(order.parameters()));
  if (order.mean) x.back() = mean;
  Residuals residuals(values, period, order);
  const double squares = x.empty() ? squares_of(residuals.errors(x))
                                   : descend(residuals, x, order.mean ? std::sqrt(spread) : 0);
  if (!std::isfinite(squares)) return arma;
  arma.aicc = n * std::log(squares / n + 1e-14) + 2 * k + 2 * k * (k + 1) / (n - k - 1);
  return arma;
}

void extend_arma(const Arma& arma, std::span<const double> values, std::span<double> out) {
  Residuals residuals(values, arma.period, arma.order);
  residuals.errors(
      std::span(arma.parameters).first(static_cast<std::size_t>(arma.order.parameters())));
  residuals.extend(out);
}

}  // namespace tocsin::forecast
