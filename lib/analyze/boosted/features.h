// What the boosted model is told of an event: numbers by name, in a fixed order. What is not known
// is NaN. Whoever changes the list changes every model: a file names the features it was made with.
//
// Everything is as it was known at the instant asked about, so that the past can be asked, too.
// Prices come in as logarithms of ratios: no currency, no level. Pure; thread-safe.
#pragma once

#include <array>
#include <limits>
#include <string>
#include <vector>

#include "analyze/outlook/horizon.h"

namespace tocsin::analyze {

inline constexpr auto kFeatureNames = std::to_array<std::string_view>({
    "length",              // of the horizon, in days
    "days_left",           // until the event
    "share_of_rest",       // of these, the horizon
    "on_sale",             // days since the first reading
    "change_1d",           // of the price
    "change_3d",           //
    "change_7d",           //
    "change_14d",          //
    "above_low",           // the price against the lowest of 28 days
    "below_high",          // the highest of these against the price
    "against_first",       // the price against the first one: what the box office asked
    "since_change",        // days the price stands
    "changes_per_day",     // of the price, in 28 days
    "change_size",         // of these, the mean
    "stock",               // logarithm of one more
    "stock_share",         // of the most there was
    "sold_1d",             // a day, as a share of what is left
    "sold_3d",             //
    "sold_14d",            //
    "added_3d",            //
    "tickets",             // 1: stock counts tickets, 0: offers
    "reliability",         // how far its platforms can be relied on, 0 to 1
    "weekday",             // of the start, Monday is 1
    "similar",             // the likeness of similar events, summed
    "similar_level",       // the price against theirs as long before their start
    "similar_level_then",  // the same against theirs at the horizon's end
    "similar_change",      // what theirs did over such a horizon
    "similar_gone",        // the share of them that was sold out by its end
});

using Features = std::vector<float>;

// Of the event as it stood at `now`, which may lie before the situation's; each length is that of a
// horizon, counted from the newest reading.
std::vector<Features> features_of(const Situation& situation, Instant now,
                                  const std::vector<Duration>& lengths);

}  // namespace tocsin::analyze
