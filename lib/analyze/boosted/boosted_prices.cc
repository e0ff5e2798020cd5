#include "analyze/boosted/boosted_prices.h"

#include <algorithm>
#include <cmath>

#include "analyze/outlook/price_outlook.h"
#include "base/error.h"

namespace tocsin::analyze {
namespace {

constexpr double kLeastSize = 1e-4, kMostSize = 3;  // of logarithms: up to twenty times

// A question about the past whose answer is known.
struct Question {
  Instant asked{};
  Duration length{};
  double actual = 0;
};

std::vector<Question> questions(const Situation& s) {
  constexpr std::array<Duration, 3> kLengths = {std::chrono::days{1}, std::chrono::days{3},
                                                std::chrono::days{7}};
  constexpr int kEach = 4;
  const Course& course = *s.course;
  std::vector<Question> out;
  for (const Duration length : kLengths) {
    for (int i = 0; i < kEach; ++i) {
      const Instant then = course.read_until - length * (i + 1);
      if (then < course.moments.front().at + std::chrono::days{1}) break;
      const auto before = course.best_at(then), after = course.best_at(then + length);
      if (!before || !after) continue;
      const double actual = std::log(static_cast<double>(*after) / static_cast<double>(*before));
      out.push_back({then, length, actual});
    }
  }
  return out;
}

std::array<double, 7> quantiles_of(Spread spread) {
  spread.settle();
  std::array<double, kProbabilities.size()> out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = spread.quantile(kProbabilities[i]);
  return out;
}

// 1 while both its distributions and its medians do as well as saying that nothing changes; by a
// power of how much worse one of them did.
double record(const std::vector<Question>& asked, std::span<const Direction> said,
              const ModelCard& card) {
  constexpr double kBenefitOfDoubt = 0.1;  // of logarithms, in all
  constexpr double kPower = 4;
  double missed = kBenefitOfDoubt, off = kBenefitOfDoubt, nothing_changes = kBenefitOfDoubt;
  for (std::size_t i = 0; i < asked.size(); ++i) {
    const auto quantiles = quantiles_of(spread_of(said[i], card));
    missed += loss(quantiles, asked[i].actual);
    off += std::abs(asked[i].actual - quantiles[kMedian]);
    nothing_changes += std::abs(asked[i].actual);
  }
  return std::min(1.0, std::pow(nothing_changes / std::max(missed, off), kPower));
}

Features with_categories(const Features& row, std::string_view category,
                         const std::vector<std::string>& categories) {
  Features out = row;
  for (const std::string& c : categories) out.push_back(c == category ? 1 : 0);
  return out;
}

}  // namespace

void add_row(const Features& row, std::string_view category,
             const std::vector<std::string>& categories, Matrix& to) {
  to.add(with_categories(row, category, categories));
}

void add_sized_row(const Features& row, std::string_view category,
                   const std::vector<std::string>& categories, bool rises, Matrix& to) {
  Features all = with_categories(row, category, categories);
  all.push_back(rises ? 1 : 0);
  to.add(all);
}

double loss(const std::array<double, 7>& quantiles, double actual) {
  double sum = 0;
  for (std::size_t i = 0; i < quantiles.size(); ++i) {
    const double off = actual - quantiles[i];
    sum += off >= 0 ? kProbabilities[i] * off : (kProbabilities[i] - 1) * off;
  }
  return 2 * sum / static_cast<double>(quantiles.size());
}

Spread spread_of(const Direction& d, const ModelCard& card) {
  Spread out;
  out.add(0, 1 - d.fall - d.rise);
  for (const double z : card.falls) out.add(-std::min(kMostSize, z * d.fall_size), d.fall / kSizes);
  for (const double z : card.rises) out.add(std::min(kMostSize, z * d.rise_size), d.rise / kSizes);
  return out;
}

BoostedPrices::BoostedPrices(const ModelFile& file)
    : card_(file.card),
      direction_(Booster::load(file.direction, kFeatureNames.size() + card_.categories.size())),
      size_(Booster::load(file.size, kFeatureNames.size() + card_.categories.size() + 1)) {}

std::vector<Direction> BoostedPrices::directions(
    const std::vector<Features>& rows, const std::vector<std::string_view>& categories) const {
  constexpr std::size_t kWays = 3;
  const std::size_t width = kFeatureNames.size() + card_.categories.size();
  Matrix plain(width), sized(width + 1);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    add_row(rows[i], categories[i], card_.categories, plain);
    for (const bool rises : {false, true}) {
      add_sized_row(rows[i], categories[i], card_.categories, rises, sized);
    }
  }
  if (rows.empty()) return {};
  const auto ways = direction_.predict(plain), sizes = size_.predict(sized);
  if (ways.size() != rows.size() * kWays || sizes.size() != rows.size() * 2) {
    fail(Exit::bad_input, "the trees of the model have other outputs than a model of prices");
  }
  const auto size = [&](std::size_t i) {
    return std::clamp(std::exp(static_cast<double>(sizes[i])), kLeastSize, kMostSize);
  };
  std::vector<Direction> out;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out.push_back({ways[i * kWays], ways[i * kWays + 2], size(i * 2), size(i * 2 + 1)});
  }
  return out;
}

std::vector<BoostedPrices::Said> BoostedPrices::changes(
    const Situation& s, const std::vector<Horizon>& horizons) const {
  const auto share_at = [&](const Horizon& h) {
    const auto found = card_.shares.find(h.name);
    return found == card_.shares.end() ? 0.0 : found->second;
  };
  const bool silent = std::all_of(horizons.begin(), horizons.end(),
                                  [&](const Horizon& h) { return share_at(h) <= 0; });
  if (silent || !s.course->best_at(s.now)) return {};
  std::vector<Duration> lengths;
  for (const Horizon& h : horizons) lengths.push_back(h.target - s.now + s.stale());
  std::vector<Features> rows = features_of(s, s.now, lengths);
  const auto asked = questions(s);
  for (const Question& q : asked) {
    rows.push_back(std::move(features_of(s, q.asked, {q.length}).front()));
  }
  const auto said = directions(rows, std::vector<std::string_view>(rows.size(), s.category));
  const double trusted = record(asked, std::span(said).subspan(horizons.size()), card_);
  std::vector<Said> out;
  for (std::size_t i = 0; i < horizons.size(); ++i) {
    out.push_back({spread_of(said[i], card_), trusted * share_at(horizons[i])});
  }
  return out;
}

}  // namespace tocsin::analyze
