// Staying: --every, signals, and systemd's notify protocol.
#pragma once

#include <functional>
#include <string_view>

#include "base/clock.h"

namespace tocsin::cli {

// Says STATE ("READY=1", "STATUS=…") to the service manager if there is one: a datagram to
// $NOTIFY_SOCKET, see sd_notify(3).
void tell_service_manager(std::string_view state);

// Runs `cycle`, then again each `interval` (counted from start to start, late cycles are not made
// up for), until SIGTERM or SIGINT; a cycle under way is finished first.
void repeat(Duration interval, const std::function<void()>& cycle);

}  // namespace tocsin::cli
