#include "store/activity.h"

namespace tocsin::store {
namespace {

const Query kAdd("activity.add",
                 "INSERT INTO activity (person_id, kind, at, alert, ticket) "
                 "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING");
const Query kLast("activity.last",
                  "SELECT at FROM activity WHERE person_id = $1 AND at <= $2 "
                  "ORDER BY at DESC LIMIT 1");
const Query kAfter("activity.after",
                   "SELECT id, person_id, kind, at, alert, ticket FROM activity WHERE id > $1 "
                   "ORDER BY id LIMIT $2");

}  // namespace

Change add_activity(Database& db, const Activity& a) {
  const auto made =
      db.execute(kAdd, a.person_id, a.kind, a.at, text_or_null(a.alert), text_or_null(a.ticket));
  return made > 0 ? Change::created : Change::unchanged;
}

std::optional<Instant> last_activity(Database& db, std::int64_t person_id, Instant until) {
  Rows row = db.query(kLast, person_id, until);
  return row.next() ? std::optional(row.instant(0)) : std::nullopt;
}

std::vector<Activity> activity_after(Database& db, std::int64_t id, std::int64_t limit) {
  std::vector<Activity> out;
  for (Rows row = db.query(kAfter, id, limit); row.next();) {
    out.push_back({row.integer(0), row.integer(1), row.string(2), row.instant(3), row.string(4),
                   row.string(5)});
  }
  return out;
}

}  // namespace tocsin::store
