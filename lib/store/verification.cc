#include "store/verification.h"

#include <algorithm>

namespace tocsin::store {
namespace {

const Query kSet("verification.set",
                 "INSERT INTO verification_code (destination_id, code_index, expires_at, tries) "
                 "VALUES ($1, $2, $3, 0) ON CONFLICT (destination_id) DO UPDATE SET "
                 "code_index = excluded.code_index, expires_at = excluded.expires_at, tries = 0");
const Query kTry("verification.try",
                 "UPDATE verification_code SET tries = tries + 1 WHERE destination_id = $1 "
                 "RETURNING code_index, expires_at, tries");
const Query kUse("verification.use", "DELETE FROM verification_code WHERE destination_id = $1");

std::string column(std::int64_t destination_id) {
  return fmt::format("verification_code/{}", destination_id);
}

}  // namespace

void set_code(Database& db, std::int64_t destination_id, std::string_view code, Instant now) {
  const std::string index = db.sealer().index(column(destination_id), code);
  db.execute(kSet, destination_id, index, now + kCodeLife);
}

CodeVerdict check_code(Database& db, const Destination& destination, std::string_view code,
                       Instant now) {
  const auto indexes = db.sealer().indexes(column(destination.id), code);
  bool right = false;
  {
    Rows row = db.query(kTry, destination.id);
    if (!row.next()) return CodeVerdict::none;
    if (row.instant(1) <= now) return CodeVerdict::expired;
    if (row.integer(2) > kCodeTries) return CodeVerdict::too_often;
    right = std::find(indexes.begin(), indexes.end(), row.text(0)) != indexes.end();
  }
  if (!right) return CodeVerdict::wrong;
  db.execute(kUse, destination.id);
  Destination verified = destination;
  verified.verified = true;
  save_destination(db, verified, now);
  return CodeVerdict::right;
}

}  // namespace tocsin::store
