// The smallest value of a function of a few bounded parameters: Nelder and Mead's simplex (1965),
// points outside their bounds moved to them. No allocation; at most kMostParameters dimensions.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace tocsin::forecast {

inline constexpr std::size_t kMostParameters = 8;

struct Bounded {
  double start, step, least, most;
};

struct Minimum {
  std::array<double, kMostParameters> at{};
  double value = 0;
};

// Stops after `calls` of the function, or once the simplex is flat to `tolerance`.
template <typename Function>
Minimum minimise(const Function& function, const Bounded* bounds, std::size_t count, int calls,
                 double tolerance) {
  using Point = std::array<double, kMostParameters>;
  struct Vertex {
    Point at;
    double value;
  };
  std::array<Vertex, kMostParameters + 1> simplex;
  const auto evaluate = [&](Point at) {
    for (std::size_t i = 0; i < count; ++i) {
      at[i] = std::clamp(at[i], bounds[i].least, bounds[i].most);
    }
    --calls;
    return Vertex{at, function(at.data())};
  };
  Point start{};
  for (std::size_t i = 0; i < count; ++i) start[i] = bounds[i].start;
  simplex[0] = evaluate(start);
  for (std::size_t i = 0; i < count; ++i) {
    Point at = start;
    const bool fits = at[i] + bounds[i].step <= bounds[i].most;
    at[i] += fits ? bounds[i].step : -bounds[i].step;
    simplex[i + 1] = evaluate(at);
  }
  const auto less = [](const Vertex& a, const Vertex& b) { return a.value < b.value; };
  while (true) {
    std::sort(simplex.begin(), simplex.begin() + static_cast<std::ptrdiff_t>(count) + 1, less);
    Vertex& worst = simplex[count];
    if (calls <= 0 || !(worst.value - simplex[0].value > tolerance)) break;
    Point centre{};
    for (std::size_t v = 0; v < count; ++v) {
      for (std::size_t i = 0; i < count; ++i) centre[i] += simplex[v].at[i];
    }
    for (std::size_t i = 0; i < count; ++i) centre[i] /= static_cast<double>(count);
    const auto along = [&](double factor) {
      Point at{};
      for (std::size_t i = 0; i < count; ++i) {
        at[i] = centre[i] + factor * (worst.at[i] - centre[i]);
      }
      return evaluate(at);
    };
    const Vertex reflected = along(-1);
    if (reflected.value < simplex[0].value) {
      const Vertex expanded = along(-2);
      worst = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < simplex[count - 1].value) {
      worst = reflected;
    } else {
      const Vertex contracted = along(reflected.value < worst.value ? -0.5 : 0.5);
      if (contracted.value < std::min(reflected.value, worst.value)) {
        worst = contracted;
      } else {
        for (std::size_t v = 1; v <= count; ++v) {
          Point at{};
          for (std::size_t i = 0; i < count; ++i) {
            at[i] = (simplex[v].at[i] + simplex[0].at[i]) / 2;
          }
          simplex[v] = evaluate(at);
        }
      }
    }
  }
  return {simplex[0].at, simplex[0].value};
}

}  // namespace tocsin::forecast
