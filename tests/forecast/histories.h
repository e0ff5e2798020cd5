// Histories for tests of methods.
#pragma once

#include <cmath>
#include <random>
#include <vector>

#include "forecast/model.h"

namespace tocsin::forecast::test {

// What a method is given, with what it points to.
struct Given {
  Given(std::vector<double> v, int period = 1)
      : values(std::move(v)), seasons(values, std::vector<int>{period}, adjusted) {}
  Given(const Given&) = delete;
  Given& operator=(const Given&) = delete;

  History history(int period = 1) const { return {values, adjusted, seasons, period, period}; }

  std::vector<double> values, adjusted;
  Seasons seasons;
};

inline std::vector<double> forecast_by(std::string_view model, const Given& given, int steps,
                                       int period = 1) {
  const History history = given.history(period);
  const auto fitted = find_model(model)->fit(history);
  if (!fitted) return {};
  std::vector<double> out(static_cast<std::size_t>(steps));
  fitted->forecast(history.size(), out);
  return out;
}

template <typename F>
std::vector<double> made_by(int count, const F& f) {
  std::vector<double> out;
  for (int t = 0; t < count; ++t) out.push_back(f(t));
  return out;
}

// Normal errors of variance 1, the same for the same seed.
inline std::vector<double> noise(int count, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  return made_by(count, [&](int) { return normal(random); });
}

}  // namespace tocsin::forecast::test
