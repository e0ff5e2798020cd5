// Overrides from an iCalendar file (RFC 5545), as people plan them in a shared calendar.
//
// An event is an override. Its SUMMARY says whose: "ann" (whoever it would be), "ann for bob", or
// "bob away". With one ATTENDEE it is the attendee, by e-mail address, who stands for whoever it
// would be, and the SUMMARY is free. Times are those of their zone (an IANA name, UTC) or,
// floating, of the schedule; dates are whole days there. UID (and RECURRENCE-ID) make a second
// reading the first one over again; what is cancelled ends.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/zone.h"

namespace tocsin::escalate {

inline constexpr std::size_t kLargestIcal = 4U << 20;  // bytes

struct IcalOverride {
  std::string uid, summary;
  std::string person, replaced;  // as they are named there; one of the two may be empty
  bool cancelled = false;
  Instant from{}, until{};
};

// Exit::bad_input "WHERE: event "NAME": reason" for what is no calendar, an event that names
// nobody, has no UID, repeats, ends before it begins, lasts longer than a year, or has times that
// cannot be read or zones that do not exist; beyond 10,000 events. Not thread-safe (libical is
// not).
std::vector<IcalOverride> read_overrides_ical(std::string_view text, const std::string& where,
                                              const Zone& zone);

}  // namespace tocsin::escalate
