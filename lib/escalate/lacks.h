// What escalation cannot do is told to operators: nobody is on call, somebody cannot be reached.
//
// One alert each, which ends by itself when it is so no more. Call inside a transaction.
#pragma once

#include "alert/audit.h"
#include "escalate/decide.h"
#include "escalate/lookup.h"

namespace tocsin::escalate {

void tell_lack(store::Database& db, alert::Trail& trail, const Lack& lack);
// Ends those that are no more.
void end_mended_lacks(store::Database& db, alert::Trail& trail, Lookup& lookup);

}  // namespace tocsin::escalate
