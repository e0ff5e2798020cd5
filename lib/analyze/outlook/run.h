// The forecasting job: outlooks of the events whose time has come, statements to be scored, and the
// scores of those whose truth is known.
//
// Due are events that changed and those that were not forecast for an eighth of the time they have
// left (an hour at least, a day at most); an outlook holds for `cache` (AN-10), so that an event
// that changes by the minute is not forecast by the minute. Of each horizon a statement is kept
// for scoring at most every quarter of its length, and dropped 400 days after its time. Each batch
// is one transaction.
#pragma once

#include "alert/job_run.h"
#include "analyze/outlook/advice.h"

namespace tocsin::analyze {

struct ForecastJob {
  std::string time_zone = "UTC";  // of events whose own is not known
  Means means = {};
  Duration cache = std::chrono::minutes{5};
  Instant now{};
  std::optional<std::int64_t> limit;  // events at most
  bool wait = false;                  // for another run's lock
};

// Counts: forecast (events), scored (statements).
alert::Counts run_forecasts(store::Database& db, const ForecastJob& job);

// What came of a statement: a price, or 0 or 1 for a sell-out; or why nobody knows. Nothing while
// it may still be read.
struct Outcome {
  std::optional<std::int64_t> value;
  std::string unknown;
};
std::optional<Outcome> outcome_of(const store::StoredForecast& forecast, const Course& course,
                                  std::optional<Instant> starts_at, Instant now);

}  // namespace tocsin::analyze
