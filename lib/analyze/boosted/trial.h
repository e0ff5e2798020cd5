// What a boosted model said of events that it had not seen, held against what happened: from that
// come the sizes and shares of its card, and whether it is better than another. Pure.
#pragma once

#include "analyze/boosted/boosted_prices.h"

namespace tocsin::analyze {

// One statement with its truth.
struct HeldStatement {
  Direction said;
  std::vector<float> statistics;  // what they said, thin()
  double actual = 0;              // change of the logarithm
  std::size_t horizon = 0;        // horizon_index()
  std::size_t event = 0;
};

// Of horizons(): "1h" is 0, "event" the last.
std::size_t horizon_index(std::string_view name);
std::string_view horizon_name(std::size_t index);

// A settled distribution as quantiles of equal weight.
std::vector<float> thin(const Spread& spread);

// Sizes, then, by horizon, the share up to `most` with the least loss.
void learn_card(const std::vector<HeldStatement>& judged, double most, ModelCard& card);

struct Trial {
  // {events, forecasts, loss{persistence, statistics, in_use, model}, mae{…}, coverage{…},
  // horizons{…}}: of the logarithm of the price
  OrderedJson figures = OrderedJson::object();
  std::size_t events = 0;  // that judged between the candidate and what is in use
  // By event: what was in use missed more by than the candidate, and twice the standard error of
  // that.
  double gain = 0, error = 0;
  bool beats_statistics = false;

  bool is_better() const { return events > 0 && gain > error && beats_statistics; }
};
// `others`: of the model in use, over the last events of `judged`; the statistics alone are in use
// where there is none (`other` is null).
Trial compare(const std::vector<HeldStatement>& judged, const ModelCard& card,
              const std::vector<HeldStatement>& others, const ModelCard* other);

}  // namespace tocsin::analyze
