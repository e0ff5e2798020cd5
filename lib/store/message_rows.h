// Rows of the outbox as messages: for the modules that read that table whole, not for use above the
// store.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "store/messages.h"

namespace tocsin::store {

// What a query selects that is read here.
#define MESSAGE_COLUMNS                                                                       \
  "id, public_id, identity, alert_id, person_id, destination_id, channel, address, purpose, " \
  "kind, subject_key, priority, state, reason, "                                              \
  "(SELECT content FROM message_content WHERE message_id = message.id), "                     \
  "due_at, expires_at, attempts, "                                                            \
  "created_at, sent_at, settled_at, provider, provider_id, error, bundle, variant"

// How the sealed columns are named in their rows.
inline constexpr std::string_view kMessageAddress = "message.address",
                                  kMessageContent = "message.content";

std::vector<Message> all_messages(Rows rows);
std::optional<Message> first_message(Rows rows);

}  // namespace tocsin::store
