// After a change of the secret key: everything sealed anew with the current one, and what is still
// plain sealed for the first time.
//
// Works in batches, each a transaction of its own, while other programs read and write. A run that
// dies is simply started again: what is done is passed over. Once nothing is left, the database
// forgets the older keys.
#pragma once

#include <functional>
#include <string_view>

#include "store/database.h"

namespace tocsin::store {

struct Resealed {
  std::int64_t seen = 0, sealed = 0;  // rows
};

// `told` after each batch, for progress. Exit::config without a secret key, or if one is missing.
Resealed reseal(Database& db, const std::function<void(const Resealed&)>& told);

}  // namespace tocsin::store
