// Series as records (`series`, JSON lines format 1) and forecasts as records.
#pragma once

#include <string>
#include <string_view>

#include "base/json.h"
#include "forecast/series.h"
#include "model/record.h"

namespace tocsin::forecast {

extern const RecordType kSeriesRecord;

// One line. Absent, with every reason in `why` ("horizon: must be at least 1"), if it is no series.
// Lenient passes unknown fields over.
std::optional<Series> read_series(std::string_view line, std::string& why, bool lenient = false);

// The seasons, in steps, of a series whose values lie `interval` apart: "1h" has days and weeks,
// "1d" weeks, "1mo" and "1q" years. Absent: it is no interval.
std::optional<std::vector<int>> periods_of(std::string_view interval);

// A number that is not known is null.
OrderedJson forecast_record(const Forecast& forecast);
// The name of a quantile in its record: "0.025".
std::string probability_name(double probability);

}  // namespace tocsin::forecast
