#include "store/allowances.h"

namespace tocsin::store {
namespace {

#define ALLOWANCE_OF                                                                            \
  "SELECT level, filled_at, paused_until, failures, recovered_at FROM allowance WHERE scope = " \
  "$1"
const Query kFind("allowances.find", ALLOWANCE_OF);
const Query kLock("allowances.lock", ALLOWANCE_OF, ALLOWANCE_OF " FOR UPDATE");
const Query kMake("allowances.make",
                  "INSERT INTO allowance (scope, level, filled_at, paused_until, failures, "
                  "recovered_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (scope) DO NOTHING");
const Query kSave("allowances.save",
                  "UPDATE allowance SET level = $2, filled_at = $3, paused_until = $4, "
                  "failures = $5, recovered_at = $6 WHERE scope = $1");
const Query kForget("allowances.forget",
                    "DELETE FROM allowance WHERE filled_at < $1 AND (paused_until IS NULL OR "
                    "paused_until < $1)");

Allowance read(const Rows& row) {
  return {row.integer(0), row.instant(1), row.maybe_instant(2), static_cast<int>(row.integer(3)),
          row.maybe_instant(4)};
}

std::int64_t write(Database& db, const Query& query, std::string_view scope, const Allowance& a) {
  return db.execute(query, scope, a.level, a.filled_at, a.paused_until, a.failures, a.recovered_at);
}

}  // namespace

std::optional<Allowance> find_allowance(Database& db, std::string_view scope) {
  Rows row = db.query(kFind, scope);
  if (!row.next()) return std::nullopt;
  return read(row);
}

Allowance lock_allowance(Database& db, std::string_view scope, const Allowance& otherwise) {
  write(db, kMake, scope, otherwise);
  Rows row = db.query(kLock, scope);
  return row.next() ? read(row) : otherwise;
}

void save_allowance(Database& db, std::string_view scope, const Allowance& allowance) {
  write(db, kSave, scope, allowance);
}

void forget_allowances(Database& db, Instant untouched_since) {
  db.execute(kForget, untouched_since);
}

}  // namespace tocsin::store
