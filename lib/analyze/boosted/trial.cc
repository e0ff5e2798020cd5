#include "analyze/boosted/trial.h"

#include <algorithm>
#include <cmath>

#include "analyze/outlook/price_outlook.h"

namespace tocsin::analyze {
namespace {

constexpr std::array<double, 6> kShares = {0, 0.2, 0.4, 0.6, 0.8, kMostShare};
constexpr std::size_t kThin = 60;
// So many statements of a horizon, so many prices that moved, tell something.
constexpr std::size_t kFewest = 50;

using Quantiles = std::array<double, kProbabilities.size()>;

Quantiles mixed(const HeldStatement& j, const ModelCard& card, double share) {
  Spread spread;
  for (const float v : j.statistics) spread.add(v, 1);
  if (share > 0) spread.mix(spread_of(j.said, card), share);
  spread.settle();
  Quantiles out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = spread.quantile(kProbabilities[i]);
  return out;
}

double share_of(const ModelCard& card, std::size_t horizon) {
  const auto found = card.shares.find(std::string(horizon_name(horizon)));
  return found == card.shares.end() ? 0 : found->second;
}

// The middle of each of kSizes equal parts. Of too few, those of an exponential law, as multiples
// of its geometric mean, which is what the trees expect.
std::array<double, kSizes> size_quantiles(std::vector<double> seen) {
  constexpr double kEuler = 0.5772156649;
  std::sort(seen.begin(), seen.end());
  std::array<double, kSizes> out{};
  for (std::size_t i = 0; i < kSizes; ++i) {
    const double p = (static_cast<double>(i) + 0.5) / kSizes;
    const auto at = static_cast<std::size_t>(p * static_cast<double>(seen.size()));
    out[i] = seen.size() < kFewest ? -std::log(1 - p) * std::exp(kEuler) : seen[at];
    out[i] = std::min(out[i], 100.0);
  }
  return out;
}

double best_share(const std::vector<const HeldStatement*>& judged, double most,
                  const ModelCard& card) {
  if (judged.size() < kFewest) return 0;
  double best = 0, least = INFINITY;
  for (const double share : kShares) {
    if (share > most) break;
    double sum = 0;
    for (const HeldStatement* j : judged) sum += loss(mixed(*j, card, share), j->actual);
    if (sum >= least) continue;
    least = sum;
    best = share;
  }
  return best;
}

struct Sums {
  std::size_t count = 0;
  double loss = 0, error = 0;
  std::array<std::size_t, 3> inside{};  // of 95, 80 and 50 %

  void add(const Quantiles& q, double actual) {
    ++count;
    loss += analyze::loss(q, actual);
    error += std::abs(actual - q[kMedian]);
    for (std::size_t i = 0; i < inside.size(); ++i) {
      constexpr double kRounding = 1e-6;
      inside[i] += q[i] <= actual + kRounding && actual <= q[q.size() - 1 - i] + kRounding;
    }
  }
};

double rounded(double v) {
  return std::isfinite(v) ? std::round(v * 1e5) / 1e5 : 0;
}

double mean(double sum, std::size_t count) {
  return rounded(sum / static_cast<double>(std::max<std::size_t>(1, count)));
}

// By event: what one missed more by than the other, on the mean statement.
class Paired {
 public:
  void add(std::size_t event, double more) {
    auto& [sum, count] = by_event_[event];
    sum += more;
    ++count;
  }
  void conclude(Trial& out) const {
    double sum = 0, squares = 0;
    for (const auto& [event, e] : by_event_) {
      const double more = e.first / static_cast<double>(e.second);
      sum += more;
      squares += more * more;
    }
    out.events = by_event_.size();
    if (out.events == 0) return;
    const double n = static_cast<double>(out.events);
    out.gain = sum / n;
    out.error = 2 * std::sqrt(std::max(0.0, squares / n - out.gain * out.gain) / n);
  }

 private:
  std::map<std::size_t, std::pair<double, std::size_t>> by_event_;
};

struct Contest {
  Sums persistence, statistics, model, in_use;
  std::map<std::size_t, std::pair<Sums, Sums>> by_horizon;  // statistics and model
};

OrderedJson figures_of(const Contest& c, const ModelCard& card, std::size_t events) {
  OrderedJson out{{"events", events}, {"forecasts", c.model.count}};
  const auto row = [&](double Sums::*what) {
    OrderedJson r{{"persistence", mean(c.persistence.*what, c.persistence.count)},
                  {"statistics", mean(c.statistics.*what, c.statistics.count)},
                  {"model", mean(c.model.*what, c.model.count)}};
    if (c.in_use.count > 0) r["in_use"] = mean(c.in_use.*what, c.in_use.count);
    return r;
  };
  out["loss"] = row(&Sums::loss);
  out["mae"] = row(&Sums::error);
  const auto inside = [&](std::size_t i) {
    return mean(static_cast<double>(c.model.inside[i]), c.model.count);
  };
  out["coverage"] = {{"50", inside(2)}, {"80", inside(1)}, {"95", inside(0)}};
  for (const auto& [horizon, both] : c.by_horizon) {
    out["horizons"][std::string(horizon_name(horizon))] = {
        {"forecasts", both.second.count},
        {"share", share_of(card, horizon)},
        {"statistics", mean(both.first.loss, both.first.count)},
        {"model", mean(both.second.loss, both.second.count)}};
  }
  return out;
}

}  // namespace

std::size_t horizon_index(std::string_view name) {
  return static_cast<std::size_t>(std::find(kHorizonNames.begin(), kHorizonNames.end(), name) -
                                  kHorizonNames.begin());
}

std::string_view horizon_name(std::size_t index) {
  return kHorizonNames.at(index);
}

std::vector<float> thin(const Spread& spread) {
  std::vector<float> out;
  for (std::size_t i = 0; i < kThin; ++i) {
    out.push_back(static_cast<float>(spread.quantile((static_cast<double>(i) + 0.5) / kThin)));
  }
  return out;
}

void learn_card(const std::vector<HeldStatement>& judged, double most, ModelCard& card) {
  std::vector<double> falls, rises;
  std::map<std::size_t, std::vector<const HeldStatement*>> by_horizon;
  for (const HeldStatement& j : judged) {
    if (j.actual < 0) falls.push_back(-j.actual / j.said.fall_size);
    if (j.actual > 0) rises.push_back(j.actual / j.said.rise_size);
    by_horizon[j.horizon].push_back(&j);
  }
  card.falls = size_quantiles(std::move(falls));
  card.rises = size_quantiles(std::move(rises));
  card.shares.clear();
  for (const auto& [horizon, some] : by_horizon) {
    card.shares[std::string(horizon_name(horizon))] = best_share(some, most, card);
  }
}

Trial compare(const std::vector<HeldStatement>& judged, const ModelCard& card,
              const std::vector<HeldStatement>& others, const ModelCard* other) {
  Contest contest;
  Paired paired;
  // Theirs are the last of ours.
  const std::size_t ahead = judged.size() - others.size();
  std::map<std::size_t, bool> events;
  for (std::size_t i = 0; i < judged.size(); ++i) {
    const HeldStatement& j = judged[i];
    const Quantiles model = mixed(j, card, share_of(card, j.horizon));
    const Quantiles statistics = mixed(j, card, 0);
    events[j.event] = true;
    contest.persistence.add({}, j.actual);
    contest.statistics.add(statistics, j.actual);
    contest.model.add(model, j.actual);
    auto& both = contest.by_horizon[j.horizon];
    both.first.add(statistics, j.actual);
    both.second.add(model, j.actual);
    if (other == nullptr) {
      paired.add(j.event, loss(statistics, j.actual) - loss(model, j.actual));
    } else if (i >= ahead) {
      const HeldStatement& o = others[i - ahead];
      const Quantiles in_use = mixed(o, *other, share_of(*other, o.horizon));
      contest.in_use.add(in_use, o.actual);
      paired.add(o.event, loss(in_use, o.actual) - loss(model, o.actual));
    }
  }
  Trial out;
  paired.conclude(out);
  out.beats_statistics = contest.model.loss < contest.statistics.loss;
  out.figures = figures_of(contest, card, events.size());
  if (other != nullptr) out.figures["judging_events"] = out.events;
  out.figures["gain"] = rounded(out.gain);
  out.figures["gain_error"] = rounded(out.error);
  return out;
}

}  // namespace tocsin::analyze
