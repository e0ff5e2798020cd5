#include "store/activity.h"

namespace tocsin::store {
namespace {

const Query kAdd("activity.add",
                 "INSERT INTO activity (person_id, kind, at, alert, ticket) "
                 "VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING");
const Query kAfter("activity.after",
                   "SELECT id, person_id, kind, at, alert, ticket FROM activity WHERE id > $1 "
                   "ORDER BY id LIMIT $2");

}  // namespace

Change add_activity(Database& db, const Activity& a) {
  const auto made =
      db.execute(kAdd, a.person_id, a.kind, a.at, text_or_null(a.alert), text_or_null(a.ticket));
  return made > 0 ? Change::created : Change::unchanged;
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
