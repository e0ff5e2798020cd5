#include "store/silences.h"

namespace tocsin::store {
namespace {

const Query kAt("silences.at",
                "SELECT id, public_id, matchers, from_at, until_at, reason, author FROM silence "
                "WHERE until_at > $1 AND from_at <= $1 ORDER BY until_at");

}  // namespace

std::vector<Silence> silences_at(Database& db, Instant now) {
  std::vector<Silence> out;
  for (Rows row = db.query(kAt, now); row.next();) {
    out.push_back({row.integer(0), row.string(1), row.string(2), row.instant(3), row.instant(4),
                   row.string(5), row.string(6)});
  }
  return out;
}

}  // namespace tocsin::store
