// What the page's script draws: the points of each chart, as JSON.
#pragma once

#include "report/run.h"

namespace tocsin::report {

// {title, type, stacked, percent, labels, end, series: [{label, x: [], y: [], low: [], high: []}]}.
// x is seconds since 1970, or the index of a label where x is a word; `percent`: all y are; `end`
// is where steps end, in seconds; low and high are there where the chart has intervals.
OrderedJson chart_data(const Result& result, const Chart& chart);

}  // namespace tocsin::report
