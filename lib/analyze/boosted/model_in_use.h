// Which boosted model forecasts: the one that the registry names, or the one that ships.
//
// A trained one is held against its registered digest and read with distrust (model_file.h). One
// that is missing, damaged, of another version, or whose library is not installed, costs nothing
// but itself: the statistics forecast alone, and the reason says what to do.
#pragma once

#include <filesystem>
#include <memory>

#include "analyze/boosted/boosted_prices.h"
#include "store/models.h"

namespace tocsin::analyze {

struct ModelInUse {
  std::string name;                            // "shipped", or its number
  std::shared_ptr<const BoostedPrices> model;  // null: `reason` says why
  std::string reason;
};

// `folder`: of trained models.
ModelInUse model_in_use(store::Database& db, const std::filesystem::path& folder);
// One of the registry, whether it is in use or not.
ModelInUse load_model(const store::StoredModel& stored, const std::filesystem::path& folder);
ModelInUse shipped_model();

}  // namespace tocsin::analyze
