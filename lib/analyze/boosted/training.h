// Training of the boosted model of prices on events that are over, and its trial before it is
// trusted.
//
// An event is looked at from ten instants before its start, with what was known then. Events count
// in the order in which they begin. The trial is a rolling origin: trees grown on the first 60 %
// are held against the next 20 %, trees grown on 80 % against the rest. What is learned from such
// holding (how far prices go, and the share that the model deserves beside the statistics) never
// comes from events that the trees have seen; the figures of the trial come from the last 20 %
// alone, by sizes and shares of the 20 % before. The model that is kept has grown on all.
//
// A miss is measured by loss() of boosted_prices.h, in logarithms of the price. The same events in
// the same order give the same model, but for the hour on its card.
#pragma once

#include "analyze/boosted/trial.h"

namespace tocsin::analyze {

// Fewer do not train anything.
inline constexpr std::size_t kFewestToTrain = 100;

struct TrainingTerms {
  Instant now{};
  std::int64_t seed = 1;
  std::string trained_on, beware;  // for the card
  std::optional<Instant> since = {}, until = {};
  double most_share = kMostShare;
};

class PriceTraining {
 public:
  // An event that is over, after those that began before it. `whole`: its course to the end;
  // courses are not kept.
  void add(const Situation& whole);

  std::size_t events() const { return events_.size(); }

  // Of a candidate, against the model in use on events that it did not see either. At least
  // kFewestToTrain events.
  Trial trial(const TrainingTerms& terms, const BoostedPrices* in_use) const;
  // Grown on all events; its card says what came of `trial`.
  ModelFile model(const TrainingTerms& terms, const Trial& trial) const;

 private:
  struct Example {
    Features features;
    double actual = 0;
    std::size_t horizon = 0, event = 0;
    std::vector<float> statistics;  // quantiles of what they said; empty: not asked
  };
  struct Event {
    Instant starts_at{};
    std::string category;
    std::size_t end = 0;  // of its examples
  };
  struct Fold {
    std::size_t trained = 0, judged = 0;  // events before these
  };

  std::vector<Fold> folds() const;
  std::size_t examples_of(std::size_t events) const;
  std::vector<std::string> categories() const;
  void look(const Situation& whole, Instant from);
  ModelFile grow(std::size_t events, const TrainingTerms& terms) const;
  std::vector<HeldStatement> ask(const BoostedPrices& model, Fold fold) const;

  std::vector<Event> events_;
  std::vector<Example> examples_;
};

}  // namespace tocsin::analyze
