// What storing a record came to.
#pragma once

#include <cstdint>

#include "model/words.h"

namespace tocsin::store {

enum class Change { created, updated, unchanged };

struct Saved {
  std::int64_t id = 0;
  Change change = Change::unchanged;
};

}  // namespace tocsin::store

namespace tocsin {

TOCSIN_WORDS(store::Change, "created", "updated", "unchanged");

}  // namespace tocsin
