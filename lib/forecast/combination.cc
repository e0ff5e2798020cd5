#include "forecast/combination.h"

#include <algorithm>
#include <cmath>

namespace tocsin::forecast {

Pool fit_pool(const Prepared& prepared, const Origins& origins, std::size_t horizon) {
  Pool pool;
  pool.features = features_of(prepared, horizon);
  std::array<double, kPool.size()> error{};
  double mean = 0;
  int count = 0;
  for (std::size_t i = 0; i < kPool.size(); ++i) {
    Member& member = pool.members[i];
    member.fitted = find_model(kPool[i])->fit(prepared.history());
    if (!member.fitted) continue;
    member.past = backtest(*member.fitted, origins);
    error[i] = step_errors(member.past, origins, prepared).overall;
    // A method that runs away on the past is none.
    if (!std::isfinite(error[i])) {
      member = {};
      continue;
    }
    mean += error[i];
    ++count;
  }
  mean /= std::max(count, 1);
  for (std::size_t i = 0; i < kPool.size(); ++i) {
    const bool comparable = pool.members[i].fitted && mean > 0;
    pool.members[i].record =
        comparable ? std::clamp(std::log(error[i] / mean + 1e-3), -2.0, 2.0) : 0;
  }
  return pool;
}

Weights weigh(const Pool& pool, std::span<const Coefficients, kPool.size()> coefficients) {
  Weights weights{};
  double highest = -INFINITY;
  for (std::size_t i = 0; i < kPool.size(); ++i) {
    if (!pool.members[i].fitted) {
      weights[i] = -INFINITY;
      continue;
    }
    double score = coefficients[i].record * pool.members[i].record;
    for (std::size_t f = 0; f < kFeatures.size(); ++f) {
      score += coefficients[i].feature[f] * pool.features[f];
    }
    weights[i] = score;
    highest = std::max(highest, score);
  }
  double sum = 0;
  for (double& w : weights) sum += w = std::exp(w - highest);
  for (double& w : weights) w /= sum;
  return weights;
}

}  // namespace tocsin::forecast
