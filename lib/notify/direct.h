// Messages asked for by command: a test of a channel, dead letters sent again.
#pragma once

#include <string>
#include <string_view>

#include "alert/audit.h"
#include "notify/channels/table.h"
#include "store/messages.h"

namespace tocsin::notify {

// A notice as data gives it: {"title", "body", "priority", "subject": {"type", "id"}, "labels",
// "metadata"}; what is absent is made up from the kind. Exit::bad_input for what does not fit.
Notice notice_from(std::string_view kind, const Json& data, Instant now);

// Puts a test message to this address into the outbox; it is durable when this returns.
store::Message queue_test(store::Database& db, Carriers& carriers, const Settings& settings,
                          alert::Trail& trail, Channel channel, const std::string& address);

}  // namespace tocsin::notify
