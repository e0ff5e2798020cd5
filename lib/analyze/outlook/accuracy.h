// Stored forecasts against what happened (AN-7, AN-11), by kind and horizon.
//
//   mae       mean absolute error of the median, as a share of the price then
//   mase      that error over the error of saying that the price stays as it was (persistence)
//   coverage  shares of outcomes within the intervals of 50, 80 and 95 %
//   brier     mean squared error of the probabilities of a sell-out; `base` is that of always
//             saying how often it happened
//   confident, held
//             the confidence stated, and how often the statement held: a price within a tenth of
//             the median, the likelier of sold out or not
// Pure; thread-safe.
#pragma once

#include <array>
#include <map>

#include "base/json.h"
#include "store/outlooks.h"

namespace tocsin::analyze {

class Accuracy {
 public:
  // One whose outcome is known.
  void add(const store::StoredForecast& forecast);

  // A row a kind and horizon, short horizons first.
  std::vector<OrderedJson> rows() const;
  // Of sell-outs: {from, to, count, said, happened}, a tenth each; empty ones are left out.
  std::vector<OrderedJson> calibration() const;

 private:
  struct Sums {
    std::int64_t count = 0;
    double error = 0, persistence = 0, brier = 0, happened = 0, confident = 0, held = 0;
    std::int64_t persistent = 0;  // how many had a price to persist
    double error_of_persistent = 0;
    std::array<std::int64_t, 3> inside{};  // of 95, 80 and 50 %
  };
  struct Bin {
    std::int64_t count = 0;
    double said = 0, happened = 0;
  };
  static void add_price(const store::StoredForecast& forecast, Sums& to);

  std::map<std::pair<ForecastKind, std::string>, Sums> sums_;
  std::array<Bin, 10> bins_;
};

}  // namespace tocsin::analyze
