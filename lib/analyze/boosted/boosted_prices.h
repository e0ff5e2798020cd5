// The boosted model of prices: which way the cheapest ticket goes over a horizon, with what
// probability, and how far. One model for all events (a global model), where the statistics of
// price_outlook.h see one event and those like it.
//
// It gives a distribution as they do, so that both count together: by its share at the horizon, as
// learned on events that it was not trained on, and by its record on this event's own past. At up
// to a dozen earlier instants it is asked what it would have said; where its distributions or its
// medians missed by more than the price that stays as it was, its share falls by the fourth power
// of how much more: on a market that it does not know it takes itself out.
//
// Thread-safe.
#pragma once

#include "analyze/boosted/features.h"
#include "analyze/boosted/model_file.h"
#include "analyze/boosted/xgboost.h"
#include "analyze/outlook/horizon.h"
#include "analyze/outlook/spread.h"

namespace tocsin::analyze {

// What one row comes to. Sizes are expected absolute changes of the logarithm.
struct Direction {
  double fall = 0, rise = 0;  // probabilities
  double fall_size = 0, rise_size = 0;
};

class BoostedPrices {
 public:
  // Loads XGBoost. Throws Error where that is missing or refuses the trees.
  explicit BoostedPrices(const ModelFile& file);

  struct Said {
    Spread changes;    // of the logarithm of the price; not settled, of weight 1
    double share = 0;  // of the whole that it makes
  };
  // A statement a horizon, in their order; nothing where the event has no price or every share
  // is 0.
  std::vector<Said> changes(const Situation& situation, const std::vector<Horizon>& horizons) const;

  // Rows of features_of() and the category of each.
  std::vector<Direction> directions(const std::vector<Features>& rows,
                                    const std::vector<std::string_view>& categories) const;

  const ModelCard& card() const { return card_; }

 private:
  ModelCard card_;
  Booster direction_, size_;
};

// The distribution that a row stands for.
Spread spread_of(const Direction& direction, const ModelCard& card);

// A row as the trees take it: with a column a category.
void add_row(const Features& row, std::string_view category,
             const std::vector<std::string>& categories, Matrix& to);
// The same with which way it goes, as the trees of the size take it.
void add_sized_row(const Features& row, std::string_view category,
                   const std::vector<std::string>& categories, bool rises, Matrix& to);

// Twice the mean pinball loss at the outlook's probabilities: about the continuous ranked
// probability score. The mean, over many, of what a distribution missed by.
double loss(const std::array<double, 7>& quantiles, double actual);

}  // namespace tocsin::analyze
