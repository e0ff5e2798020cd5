// How far what a platform shows can be relied on (SC-9): the share of the fetches of the last week
// that were answered and read, times the share of readings that found what was to be expected.
//
// A platform that was hardly asked counts as reliable: what it shows came from elsewhere, as a feed
// or an import. Pure; thread-safe.
#pragma once

#include <string>

#include "store/platform_health.h"

namespace tocsin::analyze {

inline constexpr Duration kReliabilityWindow = std::chrono::days{7};

double reliability(const store::Figures& figures);  // 0 … 1

// A sentence where it is low enough to be felt; else empty.
std::string say_reliability(const std::string& platform, double reliability);

}  // namespace tocsin::analyze
