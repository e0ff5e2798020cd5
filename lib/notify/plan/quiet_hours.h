// Quiet hours: nobody is interrupted at night, where they are. Pure but for the zone files.
//
// The preference quiet_hours is false (none) or an object; what it leaves out is as configured:
//   {"from": "22:30", "until": "07:00", "hold": ["email"], "critical": "hold"}
// `hold` names further channels that wait ("all": every one): by default only those that interrupt
// do. `critical: "hold"` is the person's no to being woken by priority 5.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/time.h"
#include "base/zone.h"
#include "notify/plan/item.h"

namespace tocsin::notify {

struct QuietDefaults {
  Duration from{std::chrono::hours{23}}, until{std::chrono::hours{7}};  // since local midnight
  std::string time_zone = "UTC";  // of recipients who name none, or one that does not exist
};

// The recipient's zone, where it exists.
Zone zone_of(const Recipient& recipient, const QuietDefaults& defaults);

// The instant at which the quiet hours that hold now end, if now is in them. Local wall time:
// where the clock is put forward over the end, they end at the change. Equal times: no quiet hours.
std::optional<Instant> quiet_until(Instant now, const Zone& zone, Duration from, Duration until);

// The end of the quiet hours of its recipient that hold the item at this instant; nothing if none
// do. What waits for it is working_hours.h.
std::optional<Instant> quiet_until(const Item& item, Instant at, const QuietDefaults& defaults);

}  // namespace tocsin::notify
