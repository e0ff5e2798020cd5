// A notice as JSON for programs: the body of a webhook, the input of a program. Pure.
#pragma once

#include <string>

#include "notify/channel.h"

namespace tocsin::notify {

// {"type", "timestamp", "data": {message, purpose, title, body, priority, …, alert, subject,
// labels, metadata}} as Standard Webhooks suggests. Beyond `limit` bytes the metadata, then the
// last of data.merged, then the body's end are left out, and data.truncated says so.
std::string payload_of(const Writing& writing, std::size_t limit);

}  // namespace tocsin::notify
