#include "store/positions.h"

namespace tocsin::store {
namespace {

const Query kGet("positions.get", "SELECT position FROM poll_position WHERE provider = $1");
const Query kSet("positions.set",
                 "INSERT INTO poll_position (provider, position, at) VALUES ($1, $2, $3) "
                 "ON CONFLICT (provider) DO UPDATE SET position = excluded.position, "
                 "at = excluded.at");

}  // namespace

std::int64_t position_of(Database& db, std::string_view provider) {
  Rows row = db.query(kGet, provider);
  return row.next() ? row.integer(0) : 0;
}

void set_position(Database& db, std::string_view provider, std::int64_t position, Instant now) {
  db.execute(kSet, provider, position, now);
}

}  // namespace tocsin::store
