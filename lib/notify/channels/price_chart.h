// How a price went, as a picture for a mail. Pure.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"

namespace tocsin::notify {

struct PriceChart {
  std::string png;
  std::string words;  // what it shows, for those who do not see it: "95.00 to 119.00 GBP, …"
};

// From a notice's metadata, whose price_history is {"currency", "points": [["time", "amount"], …]},
// oldest first, each price holding until the next. Nothing without two prices of it at two times.
std::optional<PriceChart> price_chart(const Json& metadata);

}  // namespace tocsin::notify
