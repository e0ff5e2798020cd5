// An address that was found dead: disabled once, and its owner told elsewhere.
#pragma once

#include <string_view>

#include "alert/audit.h"
#include "store/messages.h"

namespace tocsin::alert {

// The kind of alert by which the owner hears of it; it ends when the address is used again.
inline constexpr std::string_view kAddressDead = "address_dead";

// Disables the destination and raises the alert, inside the caller's transaction. Does nothing
// where it was known to be dead.
void address_is_dead(store::Database& db, Trail& trail, std::int64_t destination_id,
                     std::string_view reason);

// The same for the destination of a message that was tried to the end of its schedule, unless
// another one reached it meanwhile.
void address_takes_nothing(store::Database& db, Trail& trail, const store::Message& message,
                           std::string_view reason);

// Ends the alerts about addresses that are enabled again, or are no more.
void end_mended_addresses(store::Database& db, Trail& trail);

}  // namespace tocsin::alert
