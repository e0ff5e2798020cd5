// The commands of tocsin-analyze that have files of their own: forecast.cc.
#pragma once

#include <string>
#include <vector>

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

}  // namespace tocsin::analyze_tool
