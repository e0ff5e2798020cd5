// Showing that an address is its owner's: a code goes there as a direct message through the outbox,
// and comes back by command.
#pragma once

#include <string>

#include "alert/audit.h"
#include "notify/channels/table.h"
#include "store/destinations.h"
#include "store/messages.h"
#include "store/verification.h"

namespace tocsin::notify {

// Six digits from the system's generator.
std::string new_code();

// Puts the code's message into the outbox; it is durable when this returns. Exit::unavailable for a
// channel that nothing carries.
store::Message queue_code(store::Database& db, Carriers& carriers, const Settings& settings,
                          alert::Trail& trail, const store::Destination& destination,
                          const std::string& code);

// With its line in the audit trail.
store::CodeVerdict verify(store::Database& db, alert::Trail& trail,
                          const store::Destination& destination, const std::string& code);

}  // namespace tocsin::notify
