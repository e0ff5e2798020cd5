#include "analyze/outlook/accuracy.h"

#include <algorithm>
#include <cmath>

#include "analyze/outlook/price_outlook.h"
#include "base/time.h"

namespace tocsin::analyze {
namespace {

OrderedJson rounded(double v) {
  return std::isfinite(v) ? OrderedJson(std::round(v * 10'000) / 10'000) : OrderedJson();
}

// "event" comes last.
Duration length_of(const std::string& horizon) {
  return parse_duration(horizon).value_or(Duration::max());
}

}  // namespace

void Accuracy::add_price(const store::StoredForecast& f, Sums& to) {
  const std::int64_t was = *f.outcome, median = f.quantiles[kMedian];
  const double actual = static_cast<double>(std::max<std::int64_t>(1, was));
  const double error = std::abs(static_cast<double>(was - median)) / actual;
  to.error += error;
  if (f.base) {
    ++to.persistent;
    to.error_of_persistent += error;
    to.persistence += std::abs(static_cast<double>(was - f.base->minor)) / actual;
  }
  for (std::size_t i = 0; i < to.inside.size(); ++i) {
    const std::int64_t high = f.quantiles[kProbabilities.size() - 1 - i];
    to.inside[i] += f.quantiles[i] <= was && was <= high ? 1 : 0;
  }
  to.held += std::abs(static_cast<double>(was - median)) * 10 <= static_cast<double>(median);
}

void Accuracy::add(const store::StoredForecast& f) {
  if (!f.outcome) return;
  if (f.kind == ForecastKind::price && f.quantiles.size() != kProbabilities.size()) return;
  Sums& to = sums_[{f.kind, f.horizon}];
  ++to.count;
  to.confident += f.confidence;
  if (f.kind == ForecastKind::price) return add_price(f, to);
  const double said = f.probability.value_or(0), happened = *f.outcome > 0 ? 1 : 0;
  to.brier += (said - happened) * (said - happened);
  to.happened += happened;
  to.held += (said >= 0.5) == (happened > 0) ? 1 : 0;
  Bin& bin = bins_[std::min(bins_.size() - 1, static_cast<std::size_t>(said * 10))];
  ++bin.count;
  bin.said += said;
  bin.happened += happened;
}

std::vector<OrderedJson> Accuracy::rows() const {
  std::vector<std::pair<std::pair<ForecastKind, std::string>, Sums>> order(sums_.begin(),
                                                                           sums_.end());
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first.first, length_of(a.first.second)) <
           std::pair(b.first.first, length_of(b.first.second));
  });
  std::vector<OrderedJson> out;
  for (const auto& [key, s] : order) {
    const double n = static_cast<double>(s.count);
    OrderedJson row{{"kind", word(key.first)}, {"horizon", key.second}, {"count", s.count}};
    if (key.first == ForecastKind::price) {
      row["mae"] = rounded(s.error / n);
      row["mase"] = rounded(s.error_of_persistent / s.persistence);
      row["coverage_50"] = rounded(static_cast<double>(s.inside[2]) / n);
      row["coverage_80"] = rounded(static_cast<double>(s.inside[1]) / n);
      row["coverage_95"] = rounded(static_cast<double>(s.inside[0]) / n);
    } else {
      const double share = s.happened / n;
      row["brier"] = rounded(s.brier / n);
      row["base"] = rounded(share * (1 - share));
      row["happened"] = rounded(share);
    }
    row["confident"] = rounded(s.confident / n);
    row["held"] = rounded(s.held / n);
    out.push_back(std::move(row));
  }
  return out;
}

std::vector<OrderedJson> Accuracy::calibration() const {
  std::vector<OrderedJson> out;
  for (std::size_t i = 0; i < bins_.size(); ++i) {
    const Bin& b = bins_[i];
    if (b.count == 0) continue;
    const double n = static_cast<double>(b.count);
    out.push_back({{"from", rounded(static_cast<double>(i) / 10)},
                   {"to", rounded(static_cast<double>(i + 1) / 10)},
                   {"count", b.count},
                   {"said", rounded(b.said / n)},
                   {"happened", rounded(b.happened / n)}});
  }
  return out;
}

}  // namespace tocsin::analyze
