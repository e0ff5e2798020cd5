#include "store/decisions.h"

#include <algorithm>

#include "store/read_rows.h"

namespace tocsin::store {
namespace {

#define DECISION_COLUMNS \
  "at, alert_id, person_id, destination_id, message_id, stage, reason, detail"

const Query kAdd("decisions.add", "INSERT INTO decision (" DECISION_COLUMNS
                                  ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
const Query kOfAlert("decisions.of_alert",
                     "SELECT " DECISION_COLUMNS " FROM decision WHERE alert_id = $1 ORDER BY id");
const Query kOfPerson("decisions.of_person",
                      "SELECT " DECISION_COLUMNS
                      " FROM decision WHERE person_id = $1 ORDER BY id DESC LIMIT $2");
const Query kOfMessage("decisions.of_message", "SELECT " DECISION_COLUMNS
                                               " FROM decision WHERE message_id = $1 ORDER BY id");

Decision read(const Rows& row) {
  return {row.instant(0),       row.maybe_integer(1), row.maybe_integer(2), row.maybe_integer(3),
          row.maybe_integer(4), row.string(5),        row.as<Reason>(6),    row.string(7)};
}

}  // namespace

void add_decision(Database& db, const Decision& d) {
  db.execute(kAdd, d.at, d.alert_id, d.person_id, d.destination_id, d.message_id, d.stage, d.reason,
             text_or_null(d.detail));
}

std::vector<Decision> decisions_of_alert(Database& db, std::int64_t alert_id) {
  return read_all(db.query(kOfAlert, alert_id), read);
}

std::vector<Decision> decisions_of_person(Database& db, std::int64_t person_id,
                                          std::int64_t limit) {
  auto out = read_all(db.query(kOfPerson, person_id, limit), read);
  std::reverse(out.begin(), out.end());
  return out;
}

std::vector<Decision> decisions_of_message(Database& db, std::int64_t message_id) {
  return read_all(db.query(kOfMessage, message_id), read);
}

}  // namespace tocsin::store
