// Digests: what a person wants to read together, at an hour of their own. Pure but for the zone
// files.
//
// The preference `digest` says how often, by kind, and when:
//   {"default": "immediate", "price_drop": "daily", "at": "08:00", "weekday": "mon"}
// with immediate, hourly, daily and weekly; what it leaves out is immediate, at 08:00, on Monday.
// "at": "learned" is the hour at which they act most on what they are told.
#pragma once

#include <chrono>

#include "base/zone.h"
#include "model/words.h"
#include "notify/plan/habits.h"
#include "notify/plan/item.h"
#include "notify/plan/quiet_hours.h"

namespace tocsin::notify {

enum class Cadence { immediate, hourly, daily, weekly };

struct DigestWish {
  Cadence cadence = Cadence::immediate;
  Duration at{std::chrono::hours{8}};  // wall time since midnight; hourly: on the hour
  bool at_is_learned = false;          // where that is known, else as above
  std::chrono::weekday weekday = std::chrono::Monday;
};
DigestWish digest_wish(const Recipient& recipient, const std::string& kind);

// The first digest after `now` of a person who lives in this zone. An hour that does not happen is
// that of the change; of an hour that happens twice it is the first.
Instant next_digest(Instant now, const Zone& zone, const DigestWish& wish);

// Stage: what is for a digest waits for it; all that waits for a person leaves as one.
Batch collect_digests(Batch batch, Instant now, const QuietDefaults& defaults,
                      const HabitsOf& habits);

}  // namespace tocsin::notify

namespace tocsin {

TOCSIN_WORDS(notify::Cadence, "immediate", "hourly", "daily", "weekly");

}  // namespace tocsin
