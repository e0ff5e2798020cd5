// Arithmetic of prices: falls in percent, and what the past says about a price. Exact integers;
// only percentages for people are rounded. Money of different currencies never meets here.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/watch.h"
#include "store/offers.h"

namespace tocsin::analyze {

// now <= before × (1 − percent), without rounding. False for different currencies and for a
// `before` of nothing.
bool fell_by(const Money& before, const Money& now, BasisPoints percent);
// Tenths of a percent, rounded half away from zero; negative for a fall. Same currency, before > 0.
std::int64_t change_in_tenths(const Money& before, const Money& now);
std::string say_percent(std::int64_t tenths);  // "20 %", "2.5 %", without a sign

// How far back prices count as history.
inline constexpr Duration kHistoryWindow = std::chrono::days{90};

// What the changes of the offers concerned say about prices before the present one.
struct PricePast {
  std::optional<Money> low;            // lowest before the offers' present prices
  std::optional<Money> tenth, median;  // of the window by time; absent for a short past
  std::int64_t changes = 0;            // rows of history
};

using History = std::vector<store::PricePoint>;  // of one offer, oldest first

// Only prices in `currency` at which tickets could be bought count, each for as long as it held.
// Quantiles need kQuantileChanges rows over kQuantileSpan.
PricePast past_of(std::span<const History* const> offers, const Currency& currency, Instant now);
inline constexpr std::int64_t kQuantileChanges = 5;
inline constexpr Duration kQuantileSpan = std::chrono::days{3};

}  // namespace tocsin::analyze
