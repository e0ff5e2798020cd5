#include "analyze/outlook/demand_outlook.h"

#include <algorithm>
#include <cmath>

namespace tocsin::analyze {
namespace {

constexpr double kFortnight = 14;
constexpr Duration kNewest = std::chrono::days{3}, kBefore = std::chrono::days{7};

class Mean {
 public:
  void add(double value, double weight) {
    sum_ += weight * std::clamp(value, 0.0, 1.0);
    weight_ += weight;
  }
  std::optional<int> percent() const {
    if (weight_ <= 0) return std::nullopt;
    return static_cast<int>(std::lround(100 * sum_ / weight_));
  }

 private:
  double sum_ = 0, weight_ = 0;
};

DemandTrend trend_of(const Course& course, const PriceOutlook& price) {
  constexpr double kFaster = 1.5, kFewest = 3, kDailyChange = 0.01;
  const Instant end = course.read_until;
  const bool long_enough =
      !course.moments.empty() && course.moments.front().at <= end - kNewest - kBefore;
  if (long_enough) {
    const Flow now = flow(course, end - kNewest, end);
    const Flow before = flow(course, end - kNewest - kBefore, end - kNewest);
    if (now.out + before.out >= kFewest) {
      const double ratio = (now.out / 3 + 0.2) / (before.out / 7 + 0.2);
      if (ratio >= kFaster) return DemandTrend::rising;
      return ratio <= 1 / kFaster ? DemandTrend::falling : DemandTrend::steady;
    }
  }
  const double change = price.daily_change.value_or(0);
  if (change >= kDailyChange) return DemandTrend::rising;
  return change <= -kDailyChange ? DemandTrend::falling : DemandTrend::steady;
}

}  // namespace

DemandOutlook demand_outlook(const Situation& s, const PriceOutlook& price,
                             const SellOutOutlook& sell_out) {
  DemandOutlook out;
  const Course& course = *s.course;
  if (course.moments.empty()) return out;
  Mean level;
  if (sell_out.stock > 0 && course.read_until - course.moments.front().at >= std::chrono::days{1}) {
    const double left = static_cast<double>(sell_out.stock);
    level.add(1 - std::exp(-sell_out.sold_per_day * kFortnight / left), 0.4);
  } else if (sell_out.stock == 0) {
    level.add(1, 0.4);
  }
  const Flow all = flow(course, course.moments.front().at, course.read_until);
  const double ever = static_cast<double>(course.moments.front().stock) + all.in;
  if (ever > 0) level.add(1 - static_cast<double>(sell_out.stock) / ever, 0.25);
  if (price.daily_change) level.add(0.5 + *price.daily_change / 0.1, 0.2);
  if (price.price && price.similar.size() >= 3) {
    level.add(share_at_most(price.similar, *price.price), 0.15);
  }
  out.level = level.percent();
  out.trend = trend_of(course, price);
  return out;
}

}  // namespace tocsin::analyze
