#include "store/blocked_pages.h"

namespace tocsin::store {
namespace {

// By the index that holds blocked pages alone.
const Query kBlocked("pages.blocked",
                     "SELECT 1 FROM page WHERE platform_id = $1 AND outcome = 'blocked' AND "
                     "enabled = 1 LIMIT 1");

}  // namespace

bool has_blocked_pages(Database& db, std::int64_t platform_id) {
  return db.query(kBlocked, platform_id).next();
}

}  // namespace tocsin::store
