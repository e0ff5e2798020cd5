// Who might be told of an alert: planning's first step, before the chain of pure stages.
#pragma once

#include <deque>

#include "alert/alerts.h"
#include "notify/facts.h"
#include "notify/plan/item.h"
#include "notify/plan/news.h"

namespace tocsin::notify {

// Those that the alert's routes name, or the alert itself and whoever it is assigned to, each by
// the first route that names them. Nobody is a reason, too.
Batch who_should_know(const alert::Alert& alert, const Notice& notice, RunFacts& facts);

// Those who were told that it began and not yet that it ended.
Batch who_was_told(const Notice& ended, const std::vector<store::Sent>& sent, RunFacts& facts);

// What the alert's messages say that people know.
std::vector<Knows> knowledge(const std::vector<store::Sent>& sent);

}  // namespace tocsin::notify
