// The conditions of a watch at an event, one function a kind: does it hold, may it begin, and the
// sentences that say so.
#pragma once

#include "analyze/draft.h"
#include "analyze/gather.h"

namespace tocsin::analyze {

// What the conditions are decided from.
struct Sight {
  const WatchFacts& watch;
  const Scene& scene;
  const Rules& rules;
  Instant now;
  const MatchState& before;  // emptied where the watch was edited since
  const MatchState& state;   // what is seen now, alerts as they were
  const Gathered& met;
  bool first;  // nothing was seen under these criteria yet

  bool is_open(std::string_view kind) const { return before.open.contains(std::string(kind)); }
  bool is_waiting(std::string_view kind) const {
    return before.waiting.contains(std::string(kind));
  }
};

Finding find_ticket_match(const Sight& s);
Finding find_price_drop(const Sight& s);
Finding find_target_reached(const Sight& s);
Finding find_back_in_stock(const Sight& s);
Finding find_low_inventory(const Sight& s);
Finding find_budget_reached(const Sight& s);
Finding find_on_sale_soon(const Sight& s);
Finding find_sold_out(const Sight& s);
Finding find_event_changed(const Sight& s);

}  // namespace tocsin::analyze
