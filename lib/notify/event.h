// Support events as other programs post them (`notify send`): one JSON object
//   {"ticketId": …, "notificationType": …, "context": {"ticketNumber", "ticketSubject", "priority",
//    "status", "commenterName", "commentContent", "assigneeId", "assigneeName", …}}
// as the draft of an alert, with kind, priority and dedup key by WAIST. "@name" in a comment
// reaches the team of that name; a comment whose "internal" (or "isInternal") is true stays among
// our own people. Pure.
#pragma once

#include <string_view>

#include "base/clock.h"
#include "model/alert.h"

namespace tocsin::notify {

// Throws Exit::bad_input naming the field at fault.
AlertDraft draft_of_event(std::string_view json, Instant now);

}  // namespace tocsin::notify
