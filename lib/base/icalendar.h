// iCalendar (RFC 5545) as its readers share it: a text as components, times as they are written,
// the zones that programs name (libical underneath). For .cc files only. Not thread-safe: libical
// is not.
#pragma once

#include "base/libical.h"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tocsin {

struct FreeIcal {
  void operator()(icalcomponent* c) const { libical().icalcomponent_free(c); }
  void operator()(icalrecur_iterator* i) const { libical().icalrecur_iterator_free(i); }
};
using IcalComponent = std::unique_ptr<icalcomponent, FreeIcal>;
using IcalRecurrence = std::unique_ptr<icalrecur_iterator, FreeIcal>;

// Null for what is no calendar. What cannot be read in it is left out, with an X-LIC-ERROR property
// in its place.
IcalComponent parse_icalendar(std::string_view text);

// Wall time, of a date its midnight; nothing for a date that does not exist.
std::optional<std::chrono::local_seconds> wall_time(const icaltimetype& t);

// The IANA name in a TZID, before which calendar programs put something of their own
// ("/freeassociation.sourceforge.net/Europe/Rome"); nothing if there is none.
std::optional<std::string> iana_zone(std::string_view tzid);

}  // namespace tocsin
