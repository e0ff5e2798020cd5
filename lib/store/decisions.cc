#include "store/decisions.h"

#include <algorithm>

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

std::vector<Decision> all(Rows rows) {
  std::vector<Decision> out;
  while (rows.next()) {
    out.push_back({rows.instant(0), rows.maybe_integer(1), rows.maybe_integer(2),
                   rows.maybe_integer(3), rows.maybe_integer(4), rows.string(5), rows.as<Reason>(6),
                   rows.string(7)});
  }
  return out;
}

}  // namespace

void add_decision(Database& db, const Decision& d) {
  db.execute(kAdd, d.at, d.alert_id, d.person_id, d.destination_id, d.message_id, d.stage, d.reason,
             text_or_null(d.detail));
}

std::vector<Decision> decisions_of_alert(Database& db, std::int64_t alert_id) {
  return all(db.query(kOfAlert, alert_id));
}

std::vector<Decision> decisions_of_person(Database& db, std::int64_t person_id,
                                          std::int64_t limit) {
  auto out = all(db.query(kOfPerson, person_id, limit));
  std::reverse(out.begin(), out.end());
  return out;
}

std::vector<Decision> decisions_of_message(Database& db, std::int64_t message_id) {
  return all(db.query(kOfMessage, message_id));
}

}  // namespace tocsin::store
