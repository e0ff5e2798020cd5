// Does what is on offer meet a watch? (WA-1, WA-2)
//
// Each criterion that a watch gives is judged 0 … 1. A match meets the watch when every required
// criterion is met; a watch that requires nothing is met from a score of kEnough. The score is the
// mean of the judgements by the watch's weights. What the page does not say is not met, except
// quantity and primary/resale, which most pages leave out: these count half and are no obstacle.
// Prices of different currencies are never compared: such an offer does not meet a price.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "analyze/event_view.h"
#include "model/watch.h"

namespace tocsin::analyze {

inline constexpr double kEnough = 0.5;

struct Judgement {
  Criterion criterion{};
  bool required = false, meets = false;
  double weight = 0, value = 0;
  std::string reason;
};

// What a watch says to an event, or to one of its offers, without the reasons. An event that
// several platforms sell is judged by any of them, an offer by its own.
struct Verdict {
  bool requirements = true;  // every required criterion is met, the budget left aside
  bool budget = true;        // so is the budget, if the watch gives one
  bool platform = false;     // it is sold at a platform that the watch names
  bool anything_required = false;
  bool budget_required = false;
  double points = 0, weight = 0;

  double score() const { return weight > 0 ? points / weight : 1; }
  bool meets() const { return meets_but_budget() && (budget || !budget_required); }
  bool meets_but_budget() const {
    return requirements && (anything_required || score() >= kEnough);
  }
};

// A watch's city with a radius needs its coordinates: those given, or of a venue seen there.
struct Watcher {
  Zone zone = Zone::utc();
  std::optional<Place> centre;
};

Verdict judge(const WatchCriteria& criteria, const EventView& event, const Watcher& watcher);
// The event's verdict carried on to one of its offers.
Verdict judge(const WatchCriteria& criteria, const Verdict& event, const store::StoredOffer& offer);
// The same with a reason for each criterion; of the event alone when `offer` is null.
std::vector<Judgement> explain(const WatchCriteria& criteria, const EventView& event,
                               const store::StoredOffer* offer, const Watcher& watcher);

double distance_km(const Place& a, const Place& b);  // great circle

}  // namespace tocsin::analyze
