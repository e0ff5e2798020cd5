#include "analyze/outlook/reliability.h"

#include <cmath>

namespace tocsin::analyze {
namespace {

// So many good fetches, and readings, are taken for granted.
constexpr double kGranted = 10;
constexpr double kFelt = 0.9;

double share(std::int64_t good, std::int64_t all) {
  return (static_cast<double>(good) + kGranted) / (static_cast<double>(all) + kGranted);
}

}  // namespace

double reliability(const store::Figures& f) {
  return share(f.good, f.fetches) * share(f.met, f.checked);
}

std::string say_reliability(const std::string& platform, double reliability) {
  if (reliability >= kFelt) return "";
  return fmt::format(
      "{} could be read {:.0f} % of the time in the last week: its prices count for less, and "
      "intervals are wider",
      platform, reliability * 100);
}

}  // namespace tocsin::analyze
