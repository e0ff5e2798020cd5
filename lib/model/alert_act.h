// What people do about an alert, in words: commands, links and buttons have the same.
#pragma once

#include "model/words.h"

namespace tocsin {

// take: assign it to whoever does this.
enum class AlertAct { acknowledge, take, snooze, resolve, ignore, assign };
TOCSIN_WORDS(AlertAct, "ack", "take", "snooze", "resolve", "ignore", "assign");

// What ends a snooze before its time: the priority rises, or the alert is raised again.
enum class SnoozeEvent { rises, repeats };
TOCSIN_WORDS(SnoozeEvent, "rises", "repeats");

}  // namespace tocsin
