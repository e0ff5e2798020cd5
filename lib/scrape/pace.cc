#include "scrape/pace.h"

#include <algorithm>

namespace tocsin::scrape {
namespace {

constexpr Pace::Pause kLongest = std::chrono::minutes{1};
constexpr Pace::Pause kOverloaded = std::chrono::seconds{1};

}  // namespace

void Pace::answered(Answer answer, Duration latency) {
  const Pause target = Pause{latency} / jobs_;
  Pause next = std::max(target, (pressure_ + target) / 2);
  if (answer != Answer::good) next = std::max(next, pressure_);
  if (answer == Answer::overloaded) next = std::max({next, pressure_ * 2, kOverloaded});
  pressure_ = std::min(next, kLongest);
}

}  // namespace tocsin::scrape
