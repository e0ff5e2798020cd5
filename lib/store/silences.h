// Silences: matchers on an alert's labels, from when until when, by whom and why.
#pragma once

#include <string>
#include <vector>

#include "base/clock.h"
#include "store/database.h"

namespace tocsin::store {

struct Silence {
  std::int64_t id = 0;
  std::string public_id;
  std::string matchers;  // a JSON list of texts like "kind=price_drop"
  Instant from{}, until{};
  std::string reason, author;
};

std::vector<Silence> silences_at(Database& db, Instant now);

}  // namespace tocsin::store
