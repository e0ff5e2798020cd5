// What a series looks like, in a few numbers of about -1 … 1 that do not change when the series is
// scaled: by these the combination weighs its methods.
#pragma once

#include <array>

#include "forecast/prepare.h"

namespace tocsin::forecast {

inline constexpr std::array<std::string_view, 11> kFeatures = {
    "one",    "length",   "horizon", "period",       "seasonal", "trend",
    "smooth", "momentum", "noise",   "recent_slope", "curvature"};
using Features = std::array<double, kFeatures.size()>;

Features features_of(const Prepared& prepared, std::size_t horizon);

}  // namespace tocsin::forecast
