#include "store/message_history.h"

#include "store/read_rows.h"

namespace tocsin::store {
namespace {

#define SENT                                                                                    \
  "SELECT m.person_id, m.destination_id, m.channel, m.purpose, m.kind, m.subject_key, "         \
  "m.bundle, m.priority, COALESCE(l.state, m.state), m.reason, m.created_at, "                  \
  "COALESCE(l.sent_at, m.sent_at, l.due_at, m.due_at), CASE WHEN m.merged_into IS NULL THEN 0 " \
  "ELSE 1 END "                                                                                 \
  "FROM message m LEFT JOIN message l ON l.id = m.merged_into "

const Query kToPerson("history.to_person",
                      SENT "WHERE m.person_id = $1 AND m.created_at > $2 ORDER BY m.id");
const Query kToPlace("history.to_place", SENT
                     "WHERE m.person_id IS NULL AND m.destination_id = $1 AND m.created_at > $2 "
                     "ORDER BY m.id");
const Query kOfAlert("history.of_alert", SENT "WHERE m.alert_id = $1 ORDER BY m.id");

const Query kToldOf("history.told_of",
                    "SELECT 1 FROM message m LEFT JOIN destination d ON d.id = m.destination_id "
                    "WHERE m.alert_id = $1 AND (m.person_id = $2 OR d.organization_id = $3) "
                    "LIMIT 1");

Sent read(const Rows& row) {
  Sent s;
  s.person_id = row.maybe_integer(0);
  s.destination_id = row.maybe_integer(1);
  s.channel = row.as<Channel>(2);
  s.purpose = row.as<Purpose>(3);
  s.kind = row.string(4);
  s.subject_key = row.string(5);
  s.bundle = row.string(6);
  s.priority = static_cast<Priority>(row.integer(7));
  s.state = row.as<MessageState>(8);
  s.reason = row.as<Reason>(9);
  s.created_at = row.instant(10);
  s.left_at = row.instant(11);
  s.merged = row.flag(12);
  return s;
}

}  // namespace

std::vector<Sent> sent_to_person(Database& db, std::int64_t person_id, Instant since) {
  return read_all(db.query(kToPerson, person_id, since), read);
}

std::vector<Sent> sent_to_place(Database& db, std::int64_t destination_id, Instant since) {
  return read_all(db.query(kToPlace, destination_id, since), read);
}

std::vector<Sent> sent_of_alert(Database& db, std::int64_t alert_id) {
  return read_all(db.query(kOfAlert, alert_id), read);
}

bool was_told_of(Database& db, std::int64_t alert_id, std::int64_t person_id,
                 std::optional<std::int64_t> organization_id) {
  return db.query(kToldOf, alert_id, person_id, organization_id).next();
}

}  // namespace tocsin::store
