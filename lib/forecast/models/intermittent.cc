// croston (1972), sba (Syntetos and Boylan 2005), tsb (Teunter, Syntetos and Babai 2011): demand
// that is zero most of the time, forecast by the size of a demand and how often there is one.

#include <algorithm>
#include <cmath>

#include "forecast/model.h"

namespace tocsin::forecast {
namespace {

enum class Method { croston, sba, tsb };

// The rate of demand per step after the values; `squares` sums the errors of one step.
double rate(std::span<const double> values, Method method, double alpha, double& squares) {
  double size = 0, interval = 1, chance = 0;
  bool any = false;
  double since = 0, now = 0;
  squares = 0;
  for (const double v : values) {
    squares += (v - now) * (v - now);
    ++since;
    if (v != 0) {
      size = any ? size + alpha * (v - size) : v;
      interval = any ? interval + alpha * (since - interval) : since;
      chance = any ? chance + alpha * (1 - chance) : 1 / since;
      any = true;
      since = 0;
    } else {
      chance -= alpha * chance;
    }
    const double croston = any ? size / interval : 0;
    now = method == Method::tsb ? size * chance
                                : (method == Method::sba ? (1 - alpha / 2) * croston : croston);
  }
  return now;
}

class Intermittent final : public Fitted {
 public:
  Intermittent(const History& history, Method method) : values_(history.values), method_(method) {
    double best = INFINITY;
    for (const double alpha : {0.05, 0.1, 0.15, 0.2, 0.3}) {
      double squares = 0;
      rate(values_, method_, alpha, squares);
      if (squares < best) {
        best = squares;
        alpha_ = alpha;
      }
    }
  }
  void forecast(std::size_t known, std::span<double> out) const override {
    double squares = 0;
    std::fill(out.begin(), out.end(), rate(values_.first(known), method_, alpha_, squares));
  }

 private:
  std::span<const double> values_;
  Method method_;
  double alpha_ = 0.1;
};

std::unique_ptr<Fitted> fit(const History& history, Method method) {
  const bool any =
      std::any_of(history.values.begin(), history.values.end(), [](double v) { return v != 0; });
  return any ? std::make_unique<Intermittent>(history, method) : nullptr;
}

}  // namespace

std::unique_ptr<Fitted> fit_croston(const History& history) {
  return fit(history, Method::croston);
}

std::unique_ptr<Fitted> fit_sba(const History& history) {
  return fit(history, Method::sba);
}

std::unique_ptr<Fitted> fit_tsb(const History& history) {
  return fit(history, Method::tsb);
}

}  // namespace tocsin::forecast
