// The commands of tocsin-analyze that have files of their own: forecast.cc (series), outlook.cc,
// models.cc.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "analyze/boosted/boosted_prices.h"
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

// By ml.predictions and ml.fallback; nothing where both are off. The boosted model is loaded once.
// `run` outlives it.
std::optional<analyze::Means> means_in_use(cli::Run& run);
// Of the events that are due; nothing without means.
alert::Counts forecast_events(cli::Run& run, const std::optional<analyze::Means>& means);
// Those whose time came within this duration.
Exit accuracy(cli::Run& run, Duration since);

// Of events that began within `since`, looked at from `before` their start on.
Exit backtest(cli::Run& run, Duration since, Duration before);

// The one in use; null, with a warning, where it cannot be used.
std::shared_ptr<const analyze::BoostedPrices> boosted_prices(cli::Run& run);
// On the events that began within `since` and are over.
Exit train(cli::Run& run, Duration since);
// list; show and its name, or the one in use; rollback.
Exit models(cli::Run& run, const std::string& action, const std::string& name);

}  // namespace tocsin::analyze_tool
