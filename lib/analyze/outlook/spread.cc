#include "analyze/outlook/spread.h"

#include <algorithm>

namespace tocsin::analyze {

void Spread::add(double value, double weight) {
  if (weight > 0) sample_.push_back({value, weight});
}

void Spread::mix(const Spread& other, double share) {
  const auto weight_of = [](const std::vector<Seen>& sample) {
    double sum = 0;
    for (const Seen& s : sample) sum += s.weight;
    return sum;
  };
  const double scale = share / (1 - share) * weight_of(sample_) / weight_of(other.sample_);
  for (const Seen& s : other.sample_) add(s.value, s.weight * scale);
}

void Spread::settle() {
  std::sort(sample_.begin(), sample_.end(),
            [](const Seen& a, const Seen& b) { return a.value < b.value; });
  double sum = 0;
  for (Seen& s : sample_) sum = s.weight += sum;
  for (Seen& s : sample_) s.weight /= sum;
}

double Spread::quantile(double p) const {
  const auto found = std::lower_bound(sample_.begin(), sample_.end(), p,
                                      [](const Seen& s, double share) { return s.weight < share; });
  return found == sample_.end() ? sample_.back().value : found->value;
}

double Spread::share_at_most(double value) const {
  const auto above = std::upper_bound(sample_.begin(), sample_.end(), value,
                                      [](double v, const Seen& s) { return v < s.value; });
  return above == sample_.begin() ? 0 : std::prev(above)->weight;
}

}  // namespace tocsin::analyze
