#include "analyze/boosted/training.h"

#include <algorithm>
#include <cmath>
#include <deque>

#include "analyze/outlook/price_outlook.h"

namespace tocsin::analyze {
namespace {

// Days before the start.
constexpr std::array<int, 10> kOrigins = {45, 30, 21, 14, 10, 7, 5, 3, 2, 1};
constexpr Duration kLate = std::chrono::hours{6};  // a reading that late still tells
constexpr Duration kHour = std::chrono::hours{1};  // before its start an event leaves the shelves
constexpr double kCommonCategory = 0.05;           // of the events

// What the price became; nothing where nobody read it, or nothing was on sale.
std::optional<double> outcome(const Course& course, Instant from, Instant target, Instant starts) {
  const Instant at = std::min(target, starts - kHour);
  if (at <= from || course.read_until < at - std::min<Duration>(kLate, (target - from) / 4)) {
    return std::nullopt;
  }
  const auto before = course.best_at(from), after = course.best_at(at);
  if (!before || !after) return std::nullopt;
  return std::log(static_cast<double>(*after) / static_cast<double>(*before));
}

std::vector<float> labels_of_ways(const std::vector<double>& changes) {
  std::vector<float> out;
  for (const double r : changes) out.push_back(r < 0 ? 0 : r > 0 ? 2 : 1);
  return out;
}

BoostSettings settings(const TrainingTerms& terms) {
  return {{"eta", "0.1"},
          {"max_depth", "4"},
          {"min_child_weight", "20"},
          {"subsample", "0.8"},
          {"seed", std::to_string(terms.seed)}};
}

}  // namespace

void PriceTraining::look(const Situation& whole, Instant from) {
  if (!whole.course->best_at(from)) return;
  const auto ahead = horizons(from, whole.starts_at);
  std::vector<Duration> lengths;
  for (const Horizon& h : ahead) lengths.push_back(h.target - from);
  std::deque<Course> keep;
  const Situation then = as_of(whole, from, keep);
  const auto features = features_of(then, from, lengths);
  const auto statistics = statistical_changes(then, ahead);
  for (std::size_t i = 0; i < ahead.size(); ++i) {
    const auto actual = outcome(*whole.course, from, ahead[i].target, *whole.starts_at);
    if (!actual) continue;
    examples_.push_back({.features = features[i],
                         .actual = *actual,
                         .horizon = horizon_index(ahead[i].name),
                         .event = events_.size(),
                         .statistics = thin(statistics[i])});
  }
}

void PriceTraining::add(const Situation& whole) {
  if (!whole.starts_at || whole.course->moments.empty()) return;
  const std::size_t before = examples_.size();
  for (const int days : kOrigins) look(whole, *whole.starts_at - std::chrono::days{days});
  if (examples_.size() == before) return;
  events_.push_back({*whole.starts_at, whole.category, examples_.size()});
}

std::size_t PriceTraining::examples_of(std::size_t events) const {
  return events == 0 ? 0 : events_[events - 1].end;
}

std::vector<PriceTraining::Fold> PriceTraining::folds() const {
  const std::size_t n = events_.size();
  return {{n * 3 / 5, n * 4 / 5}, {n * 4 / 5, n}};
}

std::vector<std::string> PriceTraining::categories() const {
  std::map<std::string, std::size_t> count;
  for (const Event& e : events_) ++count[e.category];
  std::vector<std::pair<std::size_t, std::string>> common;
  for (const auto& [category, n] : count) {
    const double share = static_cast<double>(n) / static_cast<double>(events_.size());
    if (!category.empty() && share >= kCommonCategory) common.emplace_back(n, category);
  }
  if (common.size() < 2) return {};
  std::sort(common.rbegin(), common.rend());
  common.resize(std::min(common.size(), kMostCategories));
  std::vector<std::string> out;
  for (auto& [n, category] : common) out.push_back(std::move(category));
  std::sort(out.begin(), out.end());
  return out;
}

ModelFile PriceTraining::grow(std::size_t events, const TrainingTerms& terms) const {
  constexpr int kWayRounds = 40, kSizeRounds = 60;
  ModelFile out;
  ModelCard& card = out.card;
  card.trained_at = terms.now;
  card.trained_on = terms.trained_on;
  card.beware = terms.beware;
  card.since = terms.since;
  card.until = terms.until;
  card.seed = terms.seed;
  card.library = "XGBoost " + xgboost_version();
  card.categories = categories();
  card.events = static_cast<std::int64_t>(events);
  card.examples = static_cast<std::int64_t>(examples_of(events));
  const std::size_t width = kFeatureNames.size() + card.categories.size();
  Matrix plain(width), sized(width + 1);
  std::vector<double> changes;
  std::vector<float> sizes;
  for (std::size_t i = 0; i < examples_of(events); ++i) {
    const Example& e = examples_[i];
    const std::string& category = events_[e.event].category;
    add_row(e.features, category, card.categories, plain);
    changes.push_back(e.actual);
    if (e.actual == 0) continue;
    add_sized_row(e.features, category, card.categories, e.actual > 0, sized);
    sizes.push_back(static_cast<float>(std::log(std::abs(e.actual))));
  }
  BoostSettings ways = settings(terms), how_far = settings(terms);
  ways.insert(ways.end(), {{"objective", "multi:softprob"}, {"num_class", "3"}});
  how_far.emplace_back("objective", "reg:squarederror");
  // Where no price ever moved there is nothing to learn of how far.
  if (sizes.empty()) {
    sized.add(std::vector<float>(width + 1, std::numeric_limits<float>::quiet_NaN()));
    sizes.push_back(0);
  }
  out.direction = Booster::train(plain, labels_of_ways(changes), kWayRounds, ways).bytes();
  out.size = Booster::train(sized, sizes, kSizeRounds, how_far).bytes();
  return out;
}

std::vector<HeldStatement> PriceTraining::ask(const BoostedPrices& model, Fold fold) const {
  const std::size_t first = examples_of(fold.trained), last = examples_of(fold.judged);
  std::vector<Features> rows;
  std::vector<std::string_view> categories;
  for (std::size_t i = first; i < last; ++i) {
    rows.push_back(examples_[i].features);
    categories.push_back(events_[examples_[i].event].category);
  }
  const auto said = model.directions(rows, categories);
  std::vector<HeldStatement> out;
  for (std::size_t i = first; i < last; ++i) {
    const Example& e = examples_[i];
    out.push_back({said[i - first], e.statistics, e.actual, e.horizon, e.event});
  }
  return out;
}

Trial PriceTraining::trial(const TrainingTerms& terms, const BoostedPrices* in_use) const {
  const auto [earlier, later] = std::pair(folds()[0], folds()[1]);
  ModelFile candidate = grow(later.trained, terms);
  learn_card(ask(BoostedPrices(grow(earlier.trained, terms)), earlier), terms.most_share,
             candidate.card);
  const BoostedPrices model(candidate);
  Fold unseen = later;
  if (in_use != nullptr && in_use->card().until) {
    while (unseen.trained < unseen.judged &&
           events_[unseen.trained].starts_at < *in_use->card().until) {
      ++unseen.trained;
    }
  }
  return compare(ask(model, later), model.card(),
                 in_use == nullptr ? std::vector<HeldStatement>{} : ask(*in_use, unseen),
                 in_use == nullptr ? nullptr : &in_use->card());
}

ModelFile PriceTraining::model(const TrainingTerms& terms, const Trial& trial) const {
  std::vector<HeldStatement> all;
  for (const Fold& fold : folds()) {
    for (HeldStatement& j : ask(BoostedPrices(grow(fold.trained, terms)), fold)) {
      all.push_back(std::move(j));
    }
  }
  ModelFile out = grow(events_.size(), terms);
  learn_card(all, terms.most_share, out.card);
  out.card.figures = trial.figures;
  return out;
}

}  // namespace tocsin::analyze
