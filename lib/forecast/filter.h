// Series in, forecasts out: lines are read, forecast on several threads, and given back in their
// order. Memory is bounded by a few lines per thread; an answer is given as soon as it is ready,
// so that a program at the other end of a pipe may wait for it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "forecast/forecast.h"

namespace tocsin::forecast {

struct SeriesLine {
  std::int64_t number = 0;
  std::string text;
  std::string fault;  // why it cannot even be read; empty: it can
};

struct Answered {
  SeriesLine line;
  std::optional<Forecast> forecast;
  std::string reason;  // why there is none
};

struct FilterOptions {
  ForecastOptions forecast;
  bool lenient = false;  // unknown fields are passed over
  int jobs = 1;          // threads that forecast
};

// False at the end.
using ReadLine = std::function<bool(SeriesLine& to)>;
// `idle`: the next answer is not ready yet. Called on a thread of its own, one call at a time.
using TakeAnswer = std::function<void(const Answered& answered, bool idle)>;

// What `read` or `take` throws ends the filter and is thrown on.
void forecast_lines(const ReadLine& read, const TakeAnswer& take, const FilterOptions& options);

}  // namespace tocsin::forecast
