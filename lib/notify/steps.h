// Planning of what escalations ask for: whom a step names is told, by each of its channels.
//
// A step waits while a silence covers its alert; once that is acknowledged or over, nobody is told.
// Where no channel can be used, the escalation goes on to its next step at once.
#pragma once

#include "notify/plan.h"
#include "store/messages.h"

namespace tocsin::notify {

class RunFacts;

// What a message about an escalation's step says of it now: for how long nobody acknowledged the
// alert, what was missed, whether it may wake people. Left as it is for other messages.
void say_unanswered(store::Database& db, const store::Message& m, Instant now, Notice& notice);

void plan_steps(store::Database& db, Carriers& carriers, const Settings& settings,
                const PlanOptions& options, RunFacts& facts, PlanResult& total);

}  // namespace tocsin::notify
