// Trains the boosted model of prices that ships (etc/models/price.model) on the simulated market of
// tests/support/market.h, and writes it to standard output. The same program gives the same bytes.
//
//   train_prices TRAINED-AT      a time for the card, such as 2026-11-22T00:00:00Z

#include <cstdio>

#include "analyze/boosted/training.h"
#include "analyze/outlook/market_views.h"
#include "base/time.h"

using namespace tocsin;

namespace {

// Validation lives on other seeds (tests/analyze/boosted).
constexpr std::uint32_t kFirstSeed = 1001, kSeeds = 24;
constexpr std::size_t kEvents = 240, kKnown = 40;

void add_market(std::uint32_t seed, analyze::PriceTraining& to) {
  analyze::test::MarketView market(test::simulate_market(seed, kEvents));
  for (std::size_t i = kKnown; i < kEvents; ++i) {
    to.add(market.at(i, *market.events()[i].facts.starts_at));
  }
}

}  // namespace

int main(int argc, char** argv) {
  const auto now = argc == 2 ? parse_instant(argv[1]) : std::nullopt;
  if (!now) {
    std::fprintf(stderr, "usage: train_prices TRAINED-AT > MODEL\n");
    return 64;
  }
  analyze::PriceTraining training;
  for (std::uint32_t i = 0; i < kSeeds; ++i) add_market(kFirstSeed + i, training);
  const analyze::TrainingTerms terms{
      .now = *now,
      .seed = 1,
      .trained_on = fmt::format(
          "a simulated market of football matches with a box office and resale, seeds {} to {}, "
          "{} matches each, read every six hours or so",
          kFirstSeed, kFirstSeed + kSeeds - 1, kEvents - kKnown),
      .beware =
          "No real market was seen. Not to be trusted for anything but sports with a box office "
          "and resale side by side; for prices that are set once and stay; for sales of more than "
          "60 days; for pages that are read once a day or less often. There its record on the "
          "event's own past takes its share away; train on your own history (tocsin analyze "
          "train).",
      // It has seen no real market: the statistics keep a say.
      .most_share = 0.4};
  const analyze::Trial trial = training.trial(terms, nullptr);
  std::fprintf(stderr, "%s\n", trial.figures.dump(1).c_str());
  const std::string file = analyze::write_model(training.model(terms, trial));
  std::fwrite(file.data(), 1, file.size(), stdout);
  return 0;
}
