// Why a message was made, held, merged or not made: the links of `notify why`.
//
// Written by planning and delivery inside their transactions, here and nowhere else.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "model/message.h"
#include "store/database.h"

namespace tocsin::store {

struct Decision {
  Instant at{};
  std::optional<std::int64_t> alert_id, person_id, destination_id, message_id;
  std::string stage;
  Reason reason = Reason::planned;
  std::string detail;
};

void add_decision(Database& db, const Decision& d);
// In the order in which they were taken; of a person, the latest `limit`.
std::vector<Decision> decisions_of_alert(Database& db, std::int64_t alert_id);
std::vector<Decision> decisions_of_person(Database& db, std::int64_t person_id, std::int64_t limit);
std::vector<Decision> decisions_of_message(Database& db, std::int64_t message_id);

}  // namespace tocsin::store
