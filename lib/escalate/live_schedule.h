// A schedule as it is now: its file, its people as the database knows them, what was changed.
//
// The functions that write note their change in the trail; the caller wraps them in a transaction
// and flushes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "alert/audit.h"
#include "escalate/schedule.h"
#include "store/schedules.h"

namespace tocsin::escalate {

struct LiveSchedule {
  Schedule schedule;
  Changes changes;  // those that lie in the time asked for
};

// People are looked up by external ID, e-mail address or name; those who are disabled, or of whom
// there is not exactly one, are not present. `it` is as read_schedule left it.
LiveSchedule live_schedule(store::Database& db, Schedule it, Instant from, Instant until);

// The public ID.
std::string add_override(store::Database& db, alert::Trail& trail, store::ScheduleOverride it);
// Of one with a UID: in the place of that of this UID.
store::Change save_override(store::Database& db, alert::Trail& trail, store::ScheduleOverride it);
std::string add_temporary(store::Database& db, alert::Trail& trail, store::TemporarySchedule it);
// False if it is over already.
bool end_override(store::Database& db, alert::Trail& trail, const store::ScheduleOverride& it);
bool end_temporary(store::Database& db, alert::Trail& trail, const store::TemporarySchedule& it);

}  // namespace tocsin::escalate
