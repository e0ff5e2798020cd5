// Messages asked for by command, to one address, without an alert.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "alert/audit.h"
#include "notify/channels/table.h"
#include "store/messages.h"

namespace tocsin::notify {

// A notice as data gives it: {"title", "body", "priority", "subject": {"type", "id"}, "labels",
// "metadata"}; what is absent is made up from the kind. Exit::bad_input for what does not fit.
Notice notice_from(std::string_view kind, const Json& data, Instant now);

struct DirectMessage {
  Notice notice;  // kind, title, body and subject; the rest is made up
  Channel channel = Channel::email;
  std::string address, recipient_name, language, time_zone;  // empty: as configured
  std::optional<std::int64_t> person_id, destination_id;
  Duration life{0};  // worth sending for so long; 0: as configured
};
// Puts it into the outbox, in one transaction with what `along` writes; it is durable when this
// returns.
store::Message queue_direct(store::Database& db, Carriers& carriers, const Settings& settings,
                            alert::Trail& trail, DirectMessage message,
                            const std::function<void(const store::Message&)>& along);

// Puts a test message to this address into the outbox; it is durable when this returns.
store::Message queue_test(store::Database& db, Carriers& carriers, const Settings& settings,
                          alert::Trail& trail, Channel channel, const std::string& address);

}  // namespace tocsin::notify
