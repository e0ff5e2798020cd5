// The commands of tocsin-analyze that have files of their own: forecast.cc (series), outlook.cc.
#pragma once

#include <string>
#include <vector>

#include "analyze/outlook/horizon.h"
#include "cli/run.h"

namespace tocsin::analyze_tool {

struct SeriesOptions {
  std::string file;  // "-": standard input
  std::string model = "auto";
  std::string levels = "50,80,95";  // coverages of intervals, in percent
  std::string rejects;              // empty: stderr
  std::int64_t jobs = 0;            // 0: as many as there are cores
  bool lenient = false;
};

std::vector<std::string> model_names();
// Exit::bad_input after all others were served, if there was a line that is no series.
Exit forecast_series(cli::Run& run, const SeriesOptions& options);

// By ml.predictions and ml.fallback; nothing where both are off.
std::optional<analyze::Method> method_in_use(const cli::Config& config);
// Of the events that are due; nothing where ml.predictions and ml.fallback are off.
alert::Counts forecast_events(cli::Run& run);
// Those whose time came within this duration.
Exit accuracy(cli::Run& run, const std::string& since);

// Of events that began within `since`, looked at from `before` their start on.
Exit backtest(cli::Run& run, const std::string& since, const std::string& before);

}  // namespace tocsin::analyze_tool
