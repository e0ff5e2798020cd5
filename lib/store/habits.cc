#include "store/habits.h"

namespace tocsin::store {
namespace {

const Query kOf("habits.of",
                "SELECT trait, value, acted, ignored, as_of FROM habit WHERE person_id = $1");
const Query kSave("habits.save",
                  "INSERT INTO habit (person_id, trait, value, acted, ignored, as_of) "
                  "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (person_id, trait, value) "
                  "DO UPDATE SET acted = excluded.acted, ignored = excluded.ignored, "
                  "as_of = excluded.as_of");
const Query kForget("habits.forget", "DELETE FROM habit WHERE person_id = $1");

// Within $2 of its leaving; 1 or 0.
#define DID(kinds)                                                                          \
  "EXISTS (SELECT 1 FROM activity x WHERE x.person_id = m.person_id AND x.at >= m.sent_at " \
  "AND x.at <= m.sent_at + $2 AND x.alert = a.public_id AND x.kind IN (" kinds "))"
#define USED(purpose)                                                                        \
  "EXISTS (SELECT 1 FROM message_link l WHERE l.message_id = m.id AND l.purpose = '" purpose \
  "' AND l.first_used_at <= m.sent_at + $2)"
#define NUMBER(condition) "CASE WHEN " condition " THEN 1 ELSE 0 END"
const Query kTold(
    "habits.told",
    "SELECT m.id, m.created_at, m.person_id, m.sent_at, m.purpose, m.channel, m.kind, "
    "COALESCE(p.time_zone, o.time_zone), m.priority, "
    NUMBER(DID("'ack', 'click', 'purchase'") " OR " USED("action")) ", "
    NUMBER(DID("'open', 'view'") " OR " USED("opened") " OR m.state = 'read'") ", "
    NUMBER(DID("'dismiss'")) " "
    "FROM message m LEFT JOIN alert a ON a.id = m.alert_id "
    "LEFT JOIN person p ON p.id = m.person_id "
    "LEFT JOIN organization o ON o.id = p.organization_id "
    "WHERE m.id > $1 ORDER BY m.id LIMIT $3");
#undef NUMBER
#undef DID
#undef USED

}  // namespace

Habits habits_of(Database& db, std::int64_t person_id) {
  Habits out;
  for (Rows row = db.query(kOf, person_id); row.next();) {
    out.of(row.as<HabitTrait>(0))[row.string(1)] = {row.real(2), row.real(3), row.instant(4)};
  }
  return out;
}

void save_habit(Database& db, std::int64_t person_id, HabitTrait trait, std::string_view value,
                const Response& r) {
  db.execute(kSave, person_id, word(trait), value, r.acted, r.ignored, r.as_of);
}

std::int64_t forget_habits(Database& db, std::int64_t person_id) {
  return db.execute(kForget, person_id);
}

std::vector<Told> told_after(Database& db, std::int64_t id, Duration within, std::int64_t limit) {
  std::vector<Told> out;
  for (Rows row = db.query(kTold, id, within, limit); row.next();) {
    Told t;
    t.id = row.integer(0);
    t.created_at = row.instant(1);
    t.person_id = row.maybe_integer(2);
    t.sent_at = row.maybe_instant(3);
    t.purpose = row.as<Purpose>(4);
    t.channel = row.as<Channel>(5);
    t.kind = row.string(6);
    t.time_zone = row.string(7);
    t.priority = row.integer(8);
    t.acted = row.flag(9);
    t.looked = row.flag(10);
    t.dismissed = row.flag(11);
    out.push_back(std::move(t));
  }
  return out;
}

}  // namespace tocsin::store
