// Training on one's own history: the prices of events that are over, and what came after (AN-7).
//
// A candidate is held against the model in use on events that neither has seen (training.h). It
// takes over only where it missed less by more than chance would make, and less than the statistics
// alone; the one before it stays in the registry and in the folder. Too little history changes
// nothing, and says so.
#pragma once

#include "alert/audit.h"
#include "analyze/boosted/model_in_use.h"
#include "analyze/boosted/training.h"

namespace tocsin::analyze {

struct TrainJob {
  std::string time_zone = "UTC";  // of events whose own is not known
  std::filesystem::path folder;   // of trained models
  Instant since{}, now{};         // events that began within
  std::int64_t seed = 1;
  bool dry_run = false;  // only the trial
};

struct Trained {
  std::optional<std::int64_t> promoted = {};  // its number
  std::string verdict;                        // a sentence
  std::string against;                        // the name of the model in use
  std::size_t events = 0;
  OrderedJson figures = OrderedJson::object();
};

// Exit::unavailable without XGBoost. Writes the file before the registry names it; `trail` is
// flushed.
Trained train_prices(store::Database& db, const TrainJob& job, alert::Trail& trail);

}  // namespace tocsin::analyze
