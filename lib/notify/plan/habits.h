// What is learned of people (model/habit.h) decides where and when they are told, as far as nobody
// has said so. Pure, as long as what it is given is.
//
// Where: somebody who names no channels for a priority is told at the first of their places; of
// several, the one they act on comes first. Only what is ordinary and below high is steered, and
// never towards a channel that costs money or rings (sms, voice, whatsapp). When: a digest whose
// preference says "at": "learned" comes at the hour at which they act most, outside of quiet hours.
// The preference `learning` (false) keeps all of this away from somebody.
#pragma once

#include <functional>

#include "model/habit.h"
#include "notify/plan/item.h"
#include "notify/plan/quiet_hours.h"

namespace tocsin::notify {

// Null: nothing is known of them, or nothing may be learned.
using HabitsOf = std::function<const Habits*(const Recipient&)>;

// Stage: the channels of those who did not name them, in the order that they act on them.
Batch prefer_learned_channels(Batch batch, Instant now, const HabitsOf& habits);

// The wall time of the person's digest on the day of this instant: the full hour they act on most
// of those that are not quiet; `otherwise` where too little is known. One answer a day, as long as
// nothing is learned meanwhile.
Duration learned_hour(const Item& item, Instant now, Duration otherwise,
                      const QuietDefaults& defaults, const HabitsOf& habits);

}  // namespace tocsin::notify
