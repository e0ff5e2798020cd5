// What reached a person by the in-app channel: those messages of the outbox are the inbox.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "store/messages.h"

namespace tocsin::store {

struct InboxFilter {
  std::int64_t person_id = 0;
  bool only_unread = false;
  std::optional<Instant> since;
  std::optional<std::int64_t> before_id;  // to page: the last one of the page before
  std::int64_t limit = 50;
};
// Newest first.
std::vector<Message> inbox(Database& db, const InboxFilter& filter);
std::int64_t unread_in_inbox(Database& db, std::int64_t person_id);
// The person has seen it. False: it is read already, or was never sent.
bool mark_read(Database& db, std::int64_t id);

}  // namespace tocsin::store
