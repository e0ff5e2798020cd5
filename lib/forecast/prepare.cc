#include "forecast/prepare.h"

#include <algorithm>
#include <cmath>

#include "forecast/models/exponential_smoothing.h"

namespace tocsin::forecast {
namespace {

// Straight lines between what is known on both sides; both ends are known.
void join(std::vector<double>& values, const std::vector<bool>& filled) {
  std::size_t before = 0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (filled[i]) continue;
    for (std::size_t k = before + 1; k < i; ++k) {
      const double share = static_cast<double>(k - before) / static_cast<double>(i - before);
      values[k] = values[before] + share * (values[i] - values[before]);
    }
    before = i;
  }
}

}  // namespace

Prepared::Prepared(std::span<const double> values, std::span<const int> periods) {
  while (!values.empty() && std::isnan(values.back())) {
    values = values.first(values.size() - 1);
    ++late_;
  }
  values = values.last(std::min(values.size(), kSeasonWindow));
  while (!values.empty() && std::isnan(values.front())) values = values.subspan(1);

  double largest = 0;
  for (const double v : values) {
    if (!std::isnan(v)) largest = std::max(largest, std::abs(v));
  }
  int exponent = 0;
  std::frexp(largest, &exponent);
  scale_ = largest > 0 ? std::ldexp(1.0, std::clamp(exponent, -1000, 1000)) : 1;
  for (const double v : values) {
    filled_.push_back(std::isnan(v));
    values_.push_back(v / scale_);
    if (std::isnan(v)) continue;
    nonnegative_ = nonnegative_ && v >= 0;
    constant_ = constant_ && v == values.front();
  }
  fill(periods);
  seasons_ = std::make_unique<Seasons>(values_, periods, adjusted_);
  if (values_.size() > kWindow) {
    const std::size_t cut = values_.size() - kWindow;
    seasons_->begin_at(cut);
    const auto drop = static_cast<std::ptrdiff_t>(cut);
    values_.erase(values_.begin(), values_.begin() + drop);
    adjusted_.erase(adjusted_.begin(), adjusted_.begin() + drop);
    filled_.erase(filled_.begin(), filled_.begin() + drop);
  }
  real_ = static_cast<std::size_t>(std::count(filled_.begin(), filled_.end(), false));
  int own = 1, round = 1;
  if (periods.size() == 1 && periods[0] <= kLongestSmoothedSeason) own = periods[0];
  for (const int period : periods) {
    if (static_cast<std::size_t>(period) <= values_.size()) round = std::max(round, period);
  }
  history_ = std::make_unique<History>(History{values_, adjusted_, *seasons_, own, round});
}

void Prepared::fill(std::span<const int> periods) {
  if (std::find(filled_.begin(), filled_.end(), true) == filled_.end()) return;
  join(values_, filled_);
  // Gaps get the seasons of their neighbours' rounds; better seasons make better gaps, once more.
  for (int round = 0; round < 2; ++round) {
    const Seasons seasons(values_, periods, adjusted_);
    if (!seasons.any()) return;
    join(adjusted_, filled_);
    seasons.put_back(0, adjusted_);
    for (std::size_t i = 0; i < values_.size(); ++i) {
      if (filled_[i]) values_[i] = adjusted_[i];
    }
  }
}

}  // namespace tocsin::forecast
