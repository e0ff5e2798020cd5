// Support events as other programs post them (`notify send`): one JSON object
//   {"ticketId": …, "notificationType": …, "context": {"ticketNumber", "ticketSubject", "priority",
//    "status", "commenterName", "commentContent", "assigneeId", "assigneeName", …}}
// as the draft of an alert, with kind, priority and dedup key by WAIST. "@name" in a comment
// reaches the team of that name; a comment whose "internal" (or "isInternal") is true stays among
// our own people.
#pragma once

#include <string_view>

#include "base/clock.h"
#include "model/alert.h"
#include "store/database.h"

namespace tocsin::notify {

// Throws Exit::bad_input naming the field at fault. The assignee is known by assigneeId, or else by
// name; without one the agents are told. Pure.
AlertDraft draft_of_event(std::string_view json, Instant now);

// The agents are told in place of an assignee whom nobody here is known as.
void replace_strangers(store::Database& db, AlertDraft& draft);

}  // namespace tocsin::notify
