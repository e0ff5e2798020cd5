// Holidays from iCalendar files (RFC 5545; libical underneath).
//
// An event of whole days (VALUE=DATE) is a holiday on each of them: DTEND, which is not included,
// or DURATION; one day where neither is there or DTEND is DTSTART. An event with times is a closure
// from its begin to its end. Both repeat as RRULE (daily to yearly), RDATE, EXDATE and events with
// RECURRENCE-ID say, from 1970 to the end of 2036. Times are those of their zone: of the system by
// its IANA name, of the file by VTIMEZONE, or, floating, of the calendar. Cancelled events do not
// count; transparency does not matter, since public calendars of holidays mark theirs so.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sla/calendar.h"

namespace tocsin::sla {

inline constexpr std::size_t kLargestIcal = 4U << 20;  // bytes

struct IcalHolidays {
  struct Days {
    std::string name;
    Day first, last;  // both included
  };
  std::vector<Days> days;
  std::vector<Interval> closures;
};

// Exit::config "WHERE: event "NAME": reason" for what is no calendar, times that cannot be read,
// zones that do not exist, ends before begins, events of more than a year, rules by the hour, and
// beyond 10,000 events or 20,000 occurrences. Not thread-safe (libical is not).
IcalHolidays read_ical_holidays(std::string_view text, const std::string& where, const Zone& zone);

}  // namespace tocsin::sla
