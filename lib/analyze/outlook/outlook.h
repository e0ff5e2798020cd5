// All that is forecast of an event at once, and how it is told.
#pragma once

#include "analyze/outlook/demand_outlook.h"
#include "analyze/outlook/price_outlook.h"
#include "analyze/outlook/sell_out.h"
#include "base/json.h"

namespace tocsin::analyze {

// A similar event that was asked.
struct Named {
  std::int64_t event_id = 0;
  std::string name;
  double likeness = 0;
};

struct Outlook {
  Instant made_at{};
  std::optional<Instant> starts_at;
  PriceOutlook price;
  SellOutOutlook sell_out;
  DemandOutlook demand;
  std::vector<Named> similar;
  std::vector<std::string> remarks;  // on the history
};

Outlook outlook_of(const Situation& situation);

// {made_at, starts_at, price{now, forecasts[{horizon, at, median, quantiles, falls, confidence}],
// …}, sell_out{stock, forecasts[]…}, demand{level, trend}, similar[], remarks[]}
OrderedJson outlook_json(const Outlook& outlook);

}  // namespace tocsin::analyze
