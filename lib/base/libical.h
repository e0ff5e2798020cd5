// libical, loaded when first needed: linking it, and ICU with it, would add 2 ms to the start of
// every tool that could read a calendar.
#pragma once

#include <libical/ical.h>

#include "base/shared_library.h"

namespace tocsin {

struct LibIcal {
// The formatter never settles on this list.
// clang-format off
#define TOCSIN_LIBICAL_CALLS(X) \
  X(icalcomponent_add_component) X(icalcomponent_add_property)                                  \
  X(icalcomponent_as_ical_string_r) X(icalcomponent_count_errors) X(icalcomponent_free)         \
  X(icalcomponent_get_first_component) X(icalcomponent_get_first_property)                      \
  X(icalcomponent_get_location) X(icalcomponent_get_next_component)                             \
  X(icalcomponent_get_next_property) X(icalcomponent_get_recurrenceid)                          \
  X(icalcomponent_get_status) X(icalcomponent_get_summary) X(icalcomponent_get_timezone)        \
  X(icalcomponent_get_uid) X(icalcomponent_isa) X(icalcomponent_new) X(icaldurationtype_as_int) \
  X(icalerror_set_errors_are_fatal) X(icalmemory_free_buffer) X(icalparameter_get_tzid)         \
  X(icalparser_parse_string) X(icalproperty_get_attendee) X(icalproperty_get_categories)        \
  X(icalproperty_get_dtend) X(icalproperty_get_dtstart) X(icalproperty_get_duration)            \
  X(icalproperty_get_exdate) X(icalproperty_get_first_parameter) X(icalproperty_get_geo)        \
  X(icalproperty_get_rdate) X(icalproperty_get_recurrenceid) X(icalproperty_get_rrule)          \
  X(icalproperty_get_url) X(icalproperty_get_value_as_string) X(icalproperty_get_x_name)        \
  X(icalproperty_get_xlicerror) X(icalproperty_new_categories) X(icalproperty_new_dtend)        \
  X(icalproperty_new_dtstamp) X(icalproperty_new_dtstart) X(icalproperty_new_prodid)            \
  X(icalproperty_new_summary) X(icalproperty_new_transp) X(icalproperty_new_uid)                \
  X(icalproperty_new_version) X(icalrecur_iterator_free) X(icalrecur_iterator_new)              \
  X(icalrecur_iterator_next) X(icaltime_from_timet_with_zone) X(icaltime_is_null_time)          \
  X(icaltime_is_utc) X(icaltimezone_get_utc_offset) X(icaltimezone_get_utc_timezone)
  // clang-format on
  TOCSIN_LIBICAL_CALLS(TOCSIN_CALL_MEMBER)
};

// Exit::unavailable where the library is not installed.
const LibIcal& libical();

}  // namespace tocsin
