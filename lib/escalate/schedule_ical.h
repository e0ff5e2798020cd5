// The final timeline of a schedule as an iCalendar file (RFC 5545), for people's own calendars.
#pragma once

#include <string>
#include <vector>

#include "escalate/on_call.h"

namespace tocsin::escalate {

// An event for each shift, transparent (being on call is no appointment), with times in UTC. Its
// UID is made of schedule, begin and people, so that a calendar that is read again knows it. Not
// thread-safe (libical is not).
std::string write_schedule_ical(const Schedule& schedule, const std::vector<Shift>& shifts,
                                Instant now);

}  // namespace tocsin::escalate
