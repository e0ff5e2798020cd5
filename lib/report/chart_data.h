// What the page's script draws: the points of each chart, as JSON.
#pragma once

#include "report/run.h"

namespace tocsin::report {

// {title, type, stacked, labels, end, series: [{label, x: [], y: []}]}. x is seconds since 1970,
// or the index of a label where x is a word; `end` is where steps end, in seconds.
OrderedJson chart_data(const Result& result, const Chart& chart);

}  // namespace tocsin::report
