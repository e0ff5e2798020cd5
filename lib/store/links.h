// The links of messages that lead back to us: where they go and how often they were used.
//
// Call what writes inside a transaction. message_link is written here and nowhere else.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/link.h"
#include "store/database.h"

namespace tocsin::store {

// The message carries such a link; `url` is where an action leads, empty for the others. Written
// anew (a held message at its release), the last address holds.
void add_link(Database& db, std::int64_t message_id, LinkPurpose purpose, std::string_view url);
// Where the message's action leads, as it was when the message was written.
std::optional<std::string> link_target(Database& db, std::int64_t message_id);
// When it was first used, if it ever was.
std::optional<Instant> link_used_at(Database& db, std::int64_t message_id, LinkPurpose purpose);
// Counts a use; true for the first.
bool use_link(Database& db, std::int64_t message_id, LinkPurpose purpose, Instant now);

}  // namespace tocsin::store
