// Demand that is zero most of the time, by the scheme of Syntetos, Boylan and Croston (2005): the
// mean interval between demands (cut at 1.32) and the squared coefficient of variation of their
// sizes (cut at 0.49).
#pragma once

#include <span>
#include <string_view>

namespace tocsin::forecast {

enum class Demand { smooth, erratic, intermittent, lumpy };

// Values below zero are no demand: such a series counts as smooth.
Demand classify_demand(std::span<const double> values);
inline bool is_intermittent(Demand demand) {
  return demand == Demand::intermittent || demand == Demand::lumpy;
}

}  // namespace tocsin::forecast
