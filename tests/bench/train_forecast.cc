// train_forecast TRAINED-ON < SERIES: learns the combination's weights and the intervals' widths
// from `series` records and writes lib/forecast/trained.cc to stdout; progress goes to stderr.
//
// Of each series only the values are read. Its last `horizon` values are held out as the target and
// everything, seasons and scales included, comes from those before them; long series are cut a
// second time, so that they teach twice. What is chosen here (the strength of the penalty) is
// chosen by five-fold cross-validation over series. Nothing after a series' last value is known to
// this program, so the accuracy on it remains an honest question.

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <memory>
#include <numeric>
#include <string>
#include <thread>

#include "forecast/combination.h"
#include "forecast/demand.h"
#include "forecast/intervals.h"
#include "forecast/series_record.h"

namespace {

using namespace tocsin;
using namespace tocsin::forecast;

constexpr std::size_t kMembers = kPool.size(), kTerms = kFeatures.size() + 1;

struct Example {
  std::size_t series = 0;  // both cuts of a series are in the same fold
  Pool pool;
  std::array<bool, kMembers> fits{};
  std::array<std::vector<double>, kMembers> forecasts;
  std::vector<double> actual;
  double naive_step = 0;  // the denominator of MASE
  // For the widths.
  std::unique_ptr<Prepared> prepared;
  std::unique_ptr<Origins> origins;
};

std::unique_ptr<Example> make_example(const Series& series, std::size_t index, std::size_t size) {
  const auto horizon = static_cast<std::size_t>(series.horizon);
  const auto known = std::span(series.values).first(size);
  auto e = std::make_unique<Example>();
  e->series = index;
  e->prepared = std::make_unique<Prepared>(known, series.periods);
  if (e->prepared->is_constant() || is_intermittent(classify_demand(known))) return nullptr;
  const std::size_t period = series.periods.empty() ? 1 : series.periods[0];
  if (size <= period) return nullptr;
  for (std::size_t i = period; i < size; ++i) {
    e->naive_step += std::abs(known[i] - known[i - period]) / static_cast<double>(size - period);
  }
  if (!(e->naive_step > 0)) return nullptr;
  e->origins = std::make_unique<Origins>(e->prepared->size(), horizon);
  e->pool = fit_pool(*e->prepared, *e->origins, horizon);
  for (std::size_t m = 0; m < kMembers; ++m) {
    e->fits[m] = e->pool.members[m].fitted != nullptr;
    e->forecasts[m].resize(horizon);
    if (!e->fits[m]) continue;
    e->pool.members[m].fitted->forecast(e->prepared->size(), e->forecasts[m]);
    for (double& v : e->forecasts[m]) v *= e->prepared->scale();
    e->pool.members[m].fitted.reset();
  }
  e->actual.assign(series.values.begin() + static_cast<std::ptrdiff_t>(size),
                   series.values.begin() + static_cast<std::ptrdiff_t>(size + horizon));
  return e;
}

std::vector<std::unique_ptr<Example>> make_examples(const std::vector<Series>& all) {
  std::vector<std::pair<std::size_t, std::size_t>> cuts;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto horizon = static_cast<std::size_t>(all[i].horizon);
    const auto size = all[i].values.size();
    if (size >= horizon + 8) cuts.push_back({i, size - horizon});
    if (size >= 4 * horizon + 20) cuts.push_back({i, size - 2 * horizon});
  }
  std::vector<std::unique_ptr<Example>> out(cuts.size());
  std::vector<std::jthread> threads;
  const std::size_t count = std::max(1U, std::thread::hardware_concurrency());
  for (std::size_t t = 0; t < count; ++t) {
    threads.emplace_back([&, t] {
      for (std::size_t i = t; i < cuts.size(); i += count) {
        out[i] = make_example(all[cuts[i].first], cuts[i].first, cuts[i].second);
      }
    });
  }
  threads.clear();
  std::erase(out, nullptr);
  return out;
}

struct Losses {
  double smape = 0, mase = 0;
};

// Means of both over the steps, and their derivatives by the forecast where they are wanted.
Losses losses_of(const Example& e, std::span<const double> f, std::vector<double>* by,
                 double smape_unit, double mase_unit) {
  const double h = static_cast<double>(f.size());
  Losses out;
  for (std::size_t k = 0; k < f.size(); ++k) {
    const double error = f[k] - e.actual[k], sum = std::abs(f[k]) + std::abs(e.actual[k]);
    const double sign = error > 0 ? 1 : -1, share = sum > 0 ? std::abs(error) / sum : 0;
    out.smape += 200 * share / h;
    out.mase += std::abs(error) / e.naive_step / h;
    if (by == nullptr || !(sum > 0)) continue;
    const double side = f[k] > 0 ? 1 : -1;
    (*by)[k] =
        (200 * (sign - share * side) / sum / smape_unit + sign / e.naive_step / mase_unit) / h / 2;
  }
  return out;
}

using Table = std::array<Coefficients, kMembers>;

double& term(Coefficients& c, std::size_t t) {
  return t < kFeatures.size() ? c.feature[t] : c.record;
}

std::vector<double> combine(const Example& e, const Weights& w) {
  std::vector<double> f(e.actual.size());
  for (std::size_t m = 0; m < kMembers; ++m) {
    if (!e.fits[m]) continue;
    for (std::size_t k = 0; k < f.size(); ++k) f[k] += w[m] * e.forecasts[m][k];
  }
  return f;
}

// weigh() of the library, for members whose fit is no longer kept.
Weights weights_of(const Example& e, const Table& table) {
  Weights w{};
  double sum = 0;
  for (std::size_t m = 0; m < kMembers; ++m) {
    if (!e.fits[m]) continue;
    double score = table[m].record * e.pool.members[m].record;
    for (std::size_t f = 0; f < kFeatures.size(); ++f) {
      score += table[m].feature[f] * e.pool.features[f];
    }
    sum += w[m] = std::exp(score);
  }
  for (double& v : w) v /= sum;
  return w;
}

using Some = std::vector<const Example*>;

Losses mean_losses(const Some& examples, const Table& table) {
  Losses sum;
  for (const Example* e : examples) {
    const auto one = losses_of(*e, combine(*e, weights_of(*e, table)), nullptr, 1, 1);
    sum.smape += one.smape / static_cast<double>(examples.size());
    sum.mase += one.mase / static_cast<double>(examples.size());
  }
  return sum;
}

// Gradient descent by Adam (Kingma and Ba 2015) on the mean of both losses, each relative to its
// mean with equal weights, and the penalty on all but the first term.
Table learn(const Some& examples, double penalty) {
  constexpr int kRounds = 400;
  const Losses unit = mean_losses(examples, Table{});
  Table table{}, first{}, second{};
  for (int round = 1; round <= kRounds; ++round) {
    Table gradient{};
    for (const Example* e : examples) {
      const Weights w = weights_of(*e, table);
      const auto f = combine(*e, w);
      std::vector<double> by(f.size());
      losses_of(*e, f, &by, unit.smape, unit.mase);
      for (std::size_t m = 0; m < kMembers; ++m) {
        if (!e->fits[m]) continue;
        double slope = 0;  // by the score of this member
        for (std::size_t k = 0; k < f.size(); ++k) slope += by[k] * (e->forecasts[m][k] - f[k]);
        slope *= w[m] / static_cast<double>(examples.size());
        for (std::size_t t = 0; t < kFeatures.size(); ++t) {
          gradient[m].feature[t] += slope * e->pool.features[t];
        }
        gradient[m].record += slope * e->pool.members[m].record;
      }
    }
    const double rate = 0.05 * std::min(1.0, 2.0 * (kRounds - round) / kRounds + 0.02);
    for (std::size_t m = 0; m < kMembers; ++m) {
      for (std::size_t t = 0; t < kTerms; ++t) {
        double g = term(gradient[m], t);
        g += (t == 0 ? 0.1 : 1.0) * penalty * term(table[m], t);
        double& a = term(first[m], t);
        double& b = term(second[m], t);
        a += 0.1 * (g - a);
        b += 0.01 * (g * g - b);
        const double step =
            (a / (1 - std::pow(0.9, round))) / (std::sqrt(b / (1 - std::pow(0.99, round))) + 1e-8);
        term(table[m], t) -= rate * step;
      }
    }
  }
  return table;
}

Losses cross_validate(const Some& examples, double penalty) {
  constexpr std::size_t kFolds = 5;
  Losses sum;
  double count = 0;
  std::array<Losses, kFolds> found;
  std::array<double, kFolds> sizes{};
  std::vector<std::jthread> threads;
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    threads.emplace_back([&, fold] {
      Some learned, judged;
      for (const Example* e : examples) {
        // Neighbours in a collection are often of one source and one time: they stay together.
        (e->series / 50 % kFolds == fold ? judged : learned).push_back(e);
      }
      found[fold] = mean_losses(judged, learn(learned, penalty));
      sizes[fold] = static_cast<double>(judged.size());
    });
  }
  threads.clear();
  for (std::size_t fold = 0; fold < kFolds; ++fold) {
    sum.smape += found[fold].smape * sizes[fold];
    sum.mase += found[fold].mase * sizes[fold];
    count += sizes[fold];
  }
  return {sum.smape / count, sum.mase / count};
}

struct Distance {
  WidthTerms terms;
  double logarithm, weight;
};

// How far off the forecasts `f` were, in units of what the method's past says.
void add_distances(const Example& e, std::span<const double> past, std::span<const double> f,
                   std::vector<Distance>& to) {
  const StepErrors errors = step_errors(past, *e.origins, *e.prepared);
  const auto values = e.prepared->history().values;
  double step = 0;
  for (std::size_t i = 1; i < values.size(); ++i) step += std::abs(values[i] - values[i - 1]);
  step /= static_cast<double>(values.size() - 1);
  const auto scale = error_scale(errors, f.size(), step / 50);
  for (std::size_t k = 0; k < f.size(); ++k) {
    const double unit = scale[k] * e.prepared->scale();
    to.push_back({width_terms(*e.prepared, k + 1, e.origins->longest()),
                  std::log(std::abs(e.actual[k] - f[k]) / unit + 1e-6),
                  1 / static_cast<double>(f.size())});
  }
}

std::vector<Distance> combined_distances(const Some& examples, const Table& table) {
  std::vector<Distance> out;
  for (const Example* e : examples) {
    const Weights w = weights_of(*e, table);
    std::vector<double> past(e->origins->total());
    for (std::size_t m = 0; m < kMembers; ++m) {
      if (!e->fits[m]) continue;
      for (std::size_t i = 0; i < past.size(); ++i) past[i] += w[m] * e->pool.members[m].past[i];
    }
    add_distances(*e, past, combine(*e, w), out);
  }
  for (Distance& d : out) d.weight /= static_cast<double>(examples.size());
  return out;
}

std::vector<Distance> distances_of(const Some& examples, const Model& model) {
  std::vector<Distance> out;
  for (const Example* e : examples) {
    const auto fitted = model.fit(e->prepared->history());
    if (!fitted) continue;
    std::vector<double> f(e->actual.size());
    fitted->forecast(e->prepared->size(), f);
    for (double& v : f) v *= e->prepared->scale();
    add_distances(*e, backtest(*fitted, *e->origins), f, out);
  }
  return out;
}

// Linear quantile regression (Koenker and Bassett 1978) of the logarithm, by Adam on a pinball
// loss with a round tip, whose roundness shrinks.
WidthTerms learn_widths(const std::vector<Distance>& all, double coverage) {
  constexpr int kRounds = 1500;
  WidthTerms x{}, first{}, second{};
  for (int round = 1; round <= kRounds; ++round) {
    const double left = 1 - static_cast<double>(round) / kRounds;
    const double tip = 0.02 + 0.2 * left;
    WidthTerms gradient{};
    for (const Distance& d : all) {
      double rest = d.logarithm;
      for (std::size_t t = 0; t < kWidthTerms; ++t) rest -= x[t] * d.terms[t];
      const double slope = d.weight * (1 / (1 + std::exp(rest / tip)) - coverage);
      for (std::size_t t = 0; t < kWidthTerms; ++t) gradient[t] += slope * d.terms[t];
    }
    for (std::size_t t = 0; t < kWidthTerms; ++t) {
      first[t] += 0.1 * (gradient[t] - first[t]);
      second[t] += 0.01 * (gradient[t] * gradient[t] - second[t]);
      x[t] -= (0.05 * left + 0.001) * (first[t] / (1 - std::pow(0.9, round))) /
              (std::sqrt(second[t] / (1 - std::pow(0.99, round))) + 1e-9);
    }
  }
  return x;
}

// What the method's widths need beyond the combination's: a weighted quantile of what is left.
double learn_offset(const std::vector<Distance>& all, const WidthTerms& widths, double coverage) {
  std::vector<std::pair<double, double>> rest;
  double total = 0;
  for (const Distance& d : all) {
    double left = d.logarithm;
    for (std::size_t t = 0; t < kWidthTerms; ++t) left -= widths[t] * d.terms[t];
    rest.emplace_back(left, d.weight);
    total += d.weight;
  }
  std::sort(rest.begin(), rest.end());
  double sum = 0;
  for (const auto& [left, weight] : rest) {
    if ((sum += weight) >= coverage * total) return left;
  }
  return 0;
}

using Offsets = std::vector<std::array<double, kCoverages.size()>>;

void print_tables(const char* trained_on, std::size_t series, std::size_t examples,
                  const Losses& expected, Table table,
                  const std::array<WidthTerms, kCoverages.size()>& widths, const Offsets& offsets) {
  std::printf("// Written by tests/bench/train_forecast.cc; do not edit.\n//\n");
  std::printf("// Trained on\n// %s.\n", trained_on);
  std::printf("// %zu series, cut before their last horizons: %zu examples.\n", series, examples);
  std::printf("// Cross-validated on what was cut off: sMAPE %.2f, MASE %.3f.\n", expected.smape,
              expected.mase);
  std::printf(
      "// Not to be trusted where series are of another kind: of prices that jump, of hours. "
      "There\n"
      "// the records of the methods on the series' own past still count.\n\n"
      "#include \"forecast/combination.h\"\n#include \"forecast/intervals.h\"\n\n"
      "namespace tocsin::forecast {\nnamespace {\n\n// clang-format off\n");
  std::printf("constexpr Coefficients kCoefficients[kPool.size()] = {\n    //");
  for (const auto name : kFeatures) std::printf(" %s", std::string(name).c_str());
  std::printf("; record\n");
  for (std::size_t m = 0; m < kMembers; ++m) {
    std::printf("    {{");
    for (std::size_t t = 0; t < kFeatures.size(); ++t) {
      std::printf("%s%.4f", t > 0 ? ", " : "", table[m].feature[t]);
    }
    std::printf("}, %.4f},  // %s\n", table[m].record, std::string(kPool[m]).c_str());
  }
  std::printf("};\n\nconstexpr WidthTerms kWidths[kCoverages.size()] = {\n");
  for (std::size_t i = 0; i < kCoverages.size(); ++i) {
    std::printf("    {");
    for (std::size_t t = 0; t < kWidthTerms; ++t) {
      std::printf("%s%.4f", t > 0 ? ", " : "", widths[i][t]);
    }
    std::printf("},  // %g\n", kCoverages[i]);
  }
  std::printf("};\n\nconstexpr WidthOffsets kOffsets[] = {\n");
  for (std::size_t m = 0; m < offsets.size(); ++m) {
    std::printf("    {\"%s\", {", std::string(models()[m].name).c_str());
    for (std::size_t i = 0; i < kCoverages.size(); ++i) {
      std::printf("%s%.4f", i > 0 ? ", " : "", offsets[m][i]);
    }
    std::printf("}},\n");
  }
  std::printf(
      "};\n// clang-format on\n\n}  // namespace\n\n"
      "std::span<const Coefficients, kPool.size()> trained_coefficients() {\n"
      "  return kCoefficients;\n}\n\n"
      "std::span<const WidthTerms, kCoverages.size()> trained_widths() {\n"
      "  return kWidths;\n}\n\n"
      "std::span<const WidthOffsets> trained_offsets() {\n  return kOffsets;\n}\n\n"
      "}  // namespace tocsin::forecast\n");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: train_forecast TRAINED-ON < SERIES\n");
    return 64;
  }
  std::vector<Series> all;
  for (std::string line, why; std::getline(std::cin, line);) {
    auto series = read_series(line, why);
    if (!series) {
      std::fprintf(stderr, "train_forecast: %s\n", why.c_str());
      return 65;
    }
    all.push_back(std::move(*series));
  }
  const auto owned = make_examples(all);
  Some examples;
  for (const auto& e : owned) examples.push_back(e.get());
  for (std::size_t m = 0; m < kMembers; ++m) {
    Table alone{};
    for (std::size_t i = 0; i < kMembers; ++i) alone[i].feature[0] = i == m ? 0 : -50;
    const Losses l = mean_losses(examples, alone);
    std::fprintf(stderr, "%-16s sMAPE %.3f MASE %.4f\n", std::string(kPool[m]).c_str(), l.smape,
                 l.mase);
  }
  const Losses equal = mean_losses(examples, Table{});
  std::fprintf(stderr, "equal weights    sMAPE %.3f MASE %.4f\n", equal.smape, equal.mase);
  double best = INFINITY, penalty = 0;
  Losses expected;
  for (const double candidate : {3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2}) {
    const Losses l = cross_validate(examples, candidate);
    const double both = l.smape / equal.smape + l.mase / equal.mase;
    std::fprintf(stderr, "penalty %-8g sMAPE %.3f MASE %.4f\n", candidate, l.smape, l.mase);
    if (both < best) {
      best = both;
      penalty = candidate;
      expected = l;
    }
  }
  const Table table = learn(examples, penalty);
  const auto of_combination = combined_distances(examples, table);
  std::array<WidthTerms, kCoverages.size()> widths{};
  Offsets offsets(models().size());
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    threads.emplace_back([&, i] { widths[i] = learn_widths(of_combination, kCoverages[i]); });
  }
  threads.clear();
  for (std::size_t m = 0; m < offsets.size(); ++m) {
    const auto of_model = distances_of(examples, models()[m]);
    for (std::size_t i = 0; i < widths.size(); ++i) {
      offsets[m][i] = learn_offset(of_model, widths[i], kCoverages[i]);
    }
  }
  print_tables(argv[1], all.size(), examples.size(), expected, table, widths, offsets);
  return 0;
}
