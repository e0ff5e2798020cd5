// What may still leave for a provider, a receiver, an address or a person, shared by all runs.
//
// A row is there only for who is limited, paused or failing. Call what writes inside a transaction;
// `allowance` is written here and nowhere else.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/database.h"

namespace tocsin::store {

struct Allowance {
  std::int64_t level = 0;  // of its token bucket, as the limiter counts
  Instant filled_at{};     // when that was
  std::optional<Instant> paused_until;
  int failures = 0;                     // in a row
  std::optional<Instant> recovered_at;  // it was shut until then, and is filled up slowly since
  friend bool operator==(const Allowance&, const Allowance&) = default;
};

std::optional<Allowance> find_allowance(Database& db, std::string_view scope);
// The same, made as given if it is not there, and nobody else's to change until the end of the
// transaction.
Allowance lock_allowance(Database& db, std::string_view scope, const Allowance& otherwise);
void save_allowance(Database& db, std::string_view scope, const Allowance& allowance);
// Rows that nobody has touched since then and that pause nothing any more.
void forget_allowances(Database& db, Instant untouched_since);

}  // namespace tocsin::store
