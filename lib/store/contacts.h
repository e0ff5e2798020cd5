// Emergency contacts: people outside whom a person wants told of what is critical, when they do not
// answer themselves. How one is reached are destinations of the contact's own (destinations.h).
//
// Call what writes inside a transaction.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/change.h"
#include "store/database.h"
#include "store/destinations.h"

namespace tocsin::store {

struct EmergencyContact {
  std::int64_t id = 0, person_id = 0;
  std::string name;
};

// Found by person and name.
Saved save_contact(Database& db, std::int64_t person_id, std::string_view name, Instant now);
std::optional<EmergencyContact> find_contact(Database& db, std::int64_t id);
// By name.
std::vector<EmergencyContact> contacts_of_person(Database& db, std::int64_t person_id);
// One way of reaching a contact is gone; whoever cannot be reached any more is no contact.
void remove_contact_address(Database& db, const Destination& destination);

}  // namespace tocsin::store
