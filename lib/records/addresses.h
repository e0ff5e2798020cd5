// Who may see addresses as they are, and records without them for everybody else.
#pragma once

#include <string_view>

#include "base/json.h"
#include "store/database.h"

namespace tocsin::records {

// Super admins and operations managers; and whoever is no person in the database: they run the
// machine, and hold its key anyway.
bool may_see_addresses(store::Database& db, std::string_view actor);

// For people to look at: addresses masked, options (which may hold a secret) gone.
void mask_addresses(OrderedJson& record);
// For records that may be imported again: nothing in the place of an address, so that none is
// overwritten. Exit::not_allowed for a destination or an emergency contact, which is nothing else.
void leave_out_addresses(OrderedJson& record);

}  // namespace tocsin::records
