// Outlooks against the truth of the simulated market: intervals hold what they promise, sell-outs
// come as often as was said, and knowing more makes both better. The constants of the models were
// set on another market, of seed 7.

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>
#include <string>

#include "analyze/outlook/market_views.h"
#include "analyze/outlook/price_outlook.h"
#include "analyze/outlook/sell_out.h"

namespace tocsin::analyze {
namespace {

struct Score {
  std::array<int, 3> inside{};  // of 95, 80 and 50 %
  double error = 0, persistence = 0, confidence = 0, near = 0;
  double brier = 0, said = 0, happened = 0;
  int prices = 0, sell_outs = 0;

  double coverage(std::size_t i) const { return static_cast<double>(inside[i]) / prices; }
};

struct Bin {
  double said = 0, happened = 0;
  int count = 0;
};

struct Scores {
  std::map<std::string, Score> by_horizon;
  std::array<Bin, 5> bins;  // of sell-out probabilities, a fifth each

  Score all() const {
    Score out;
    for (const auto& [name, s] : by_horizon) {
      for (std::size_t i = 0; i < 3; ++i) out.inside[i] += s.inside[i];
      out.error += s.error;
      out.persistence += s.persistence;
      out.confidence += s.confidence;
      out.near += s.near;
      out.brier += s.brier;
      out.said += s.said;
      out.happened += s.happened;
      out.prices += s.prices;
      out.sell_outs += s.sell_outs;
    }
    return out;
  }
};

void score_price(const PriceOutlook& outlook, const tocsin::test::MarketEvent& truth, Scores& to) {
  for (const PriceForecast& f : outlook.forecasts) {
    const std::int64_t was = truth.best_at(f.horizon.target - std::chrono::hours{1});
    if (was == 0) continue;
    Score& s = to.by_horizon[f.horizon.name];
    ++s.prices;
    for (std::size_t i = 0; i < 3; ++i) {
      const bool in = f.quantiles[i] <= was && was <= f.quantiles[kProbabilities.size() - 1 - i];
      s.inside[i] += in ? 1 : 0;
    }
    const double actual = static_cast<double>(was), median = static_cast<double>(f.median());
    s.error += std::abs(std::log(actual / median));
    s.persistence += std::abs(std::log(actual / static_cast<double>(*outlook.price)));
    s.confidence += f.confidence;
    s.near += std::abs(actual - median) <= median / 10 ? 1 : 0;
  }
}

void score_sell_out(const SellOutOutlook& outlook, const tocsin::test::MarketEvent& truth,
                    Scores& to) {
  for (const SellOutForecast& f : outlook.forecasts) {
    const bool gone = truth.stock_at(f.horizon.target - std::chrono::hours{1}) == 0;
    Score& s = to.by_horizon[f.horizon.name];
    ++s.sell_outs;
    s.brier += std::pow(f.probability - (gone ? 1 : 0), 2);
    s.said += f.probability;
    s.happened += gone ? 1 : 0;
    Bin& bin = to.bins[std::min<std::size_t>(4, static_cast<std::size_t>(f.probability * 5))];
    ++bin.count;
    bin.said += f.probability;
    bin.happened += gone ? 1 : 0;
  }
}

Scores scores(std::uint32_t seed, Method method) {
  constexpr std::size_t kKnown = 60, kEvents = 260;
  test::MarketView market(tocsin::test::simulate_market(seed, kEvents));
  Scores out;
  for (std::size_t i = kKnown; i < kEvents; ++i) {
    for (const int days : {45, 20, 10, 5, 2, 1}) {
      const auto& event = market.events()[i];
      const Instant now = *event.facts.starts_at - std::chrono::days{days};
      const Situation s = market.at(i, now, method);
      const PriceOutlook price = price_outlook(s);
      if (price.price) score_price(price, event, out);
      score_sell_out(sell_out_outlook(s), event, out);
    }
  }
  return out;
}

void print(const char* title, const Scores& scores) {
  for (const auto& [name, s] : scores.by_horizon) {
    printf(
        "%s %-5s n %5d  95: %.3f 80: %.3f 50: %.3f  MAE %.4f vs %.4f  near %.3f said %.3f | "
        "n %5d brier %.4f said %.3f was %.3f\n",
        title, name.c_str(), s.prices, s.coverage(0), s.coverage(1), s.coverage(2),
        s.error / s.prices, s.persistence / s.prices, s.near / s.prices, s.confidence / s.prices,
        s.sell_outs, s.brier / s.sell_outs, s.said / s.sell_outs, s.happened / s.sell_outs);
  }
  for (const Bin& b : scores.bins) {
    printf("%s bin n %5d said %.3f was %.3f\n", title, b.count, b.said / b.count,
           b.happened / b.count);
  }
}

TEST(OutlookCalibration, Print) {
  print("learned", scores(11, Method::learned));
  print("rules", scores(11, Method::rules));
}

}  // namespace
}  // namespace tocsin::analyze
