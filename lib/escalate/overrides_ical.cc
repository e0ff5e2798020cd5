#include "escalate/overrides_ical.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/icalendar.h"
#include "base/text.h"

namespace tocsin::escalate {
namespace {

using std::chrono::days;

constexpr int kMostEvents = 10'000;
constexpr days kLongest{366};
constexpr std::size_t kLongestText = 200;

std::string text_of(const char* text) {
  return text == nullptr ? std::string() : to_utf8(text);
}

icalproperty* property(icalcomponent* event, icalproperty_kind kind) {
  return libical().icalcomponent_get_first_property(event, kind);
}

// One VEVENT.
class Event {
 public:
  Event(icalcomponent* event, const std::string& where, const Zone& zone)
      : event_(event), where_(where), zone_(zone) {
    out_.summary = trim(text_of(libical().icalcomponent_get_summary(event)));
  }

  IcalOverride read() {
    for (const auto kind : {ICAL_RRULE_PROPERTY, ICAL_RDATE_PROPERTY}) {
      if (property(event_, kind) != nullptr) refuse("it repeats; an override does not");
    }
    read_uid();
    out_.cancelled = libical().icalcomponent_get_status(event_) == ICAL_STATUS_CANCELLED;
    if (out_.cancelled) return out_;
    read_people();
    read_times();
    return out_;
  }

 private:
  [[noreturn]] void refuse(std::string_view why) const {
    fail(Exit::bad_input, "{}: event \"{}\": {}", where_, utf8_prefix(out_.summary, 80), why);
  }

  void read_uid() {
    out_.uid = trim(text_of(libical().icalcomponent_get_uid(event_)));
    if (out_.uid.empty()) refuse("UID is missing");
    if (icalproperty* p = property(event_, ICAL_RECURRENCEID_PROPERTY)) {
      out_.uid += '/' + text_of(libical().icalproperty_get_value_as_string(p));
    }
    if (out_.uid.size() > 2 * kLongestText) refuse("UID is too long");
  }

  void read_people() {
    const std::string_view said = out_.summary;
    if (icalproperty* p = property(event_, ICAL_ATTENDEE_PROPERTY)) {
      if (libical().icalcomponent_get_next_property(event_, ICAL_ATTENDEE_PROPERTY) != nullptr) {
        refuse("it has several attendees");
      }
      out_.person = text_of(libical().icalproperty_get_attendee(p));
      constexpr std::string_view kMail = "mailto:";
      if (equal_ignoring_case(out_.person.substr(0, kMail.size()), kMail)) {
        out_.person.erase(0, kMail.size());
      }
    } else if (const auto at = said.find(" for "); at != said.npos) {
      constexpr std::size_t kFor = 5;
      out_.person = trim(said.substr(0, at));
      out_.replaced = trim(said.substr(at + kFor));
      if (out_.replaced.empty()) refuse("SUMMARY does not say for whom");
    } else if (constexpr std::string_view kAway = " away"; said.ends_with(kAway)) {
      out_.replaced = trim(said.substr(0, said.size() - kAway.size()));
    } else {
      out_.person = said;
    }
    if (out_.person.empty() && out_.replaced.empty()) refuse("it names nobody");
    if (std::max(out_.person.size(), out_.replaced.size()) > kLongestText) {
      refuse("a name is too long");
    }
  }

  void read_times() {
    icalproperty* start = property(event_, ICAL_DTSTART_PROPERTY);
    if (start == nullptr) refuse("DTSTART is missing, or cannot be read");
    const icaltimetype first = libical().icalproperty_get_dtstart(start);
    out_.from = instant_of(first, start, "DTSTART");
    if (icalproperty* end = property(event_, ICAL_DTEND_PROPERTY)) {
      out_.until = instant_of(libical().icalproperty_get_dtend(end), end, "DTEND");
    } else if (icalproperty* length = property(event_, ICAL_DURATION_PROPERTY)) {
      const auto d = libical().icalproperty_get_duration(length);
      out_.until = out_.from + std::chrono::seconds{libical().icaldurationtype_as_int(d)};
    } else if (first.is_date != 0) {
      out_.until = to_instant(zone_, *wall_time(first) + days{1});
    }
    if (out_.until <= out_.from) refuse("it does not end after it begins");
    if (out_.until - out_.from > kLongest) refuse("it is longer than a year");
  }

  Instant instant_of(const icaltimetype& time, icalproperty* p, std::string_view what) const {
    const auto wall = wall_time(time);
    if (!wall) refuse(fmt::format("{} is no time", what));
    if (libical().icaltime_is_utc(time) != 0) return to_instant(Zone::utc(), *wall);
    icalparameter* parameter = libical().icalproperty_get_first_parameter(p, ICAL_TZID_PARAMETER);
    const char* tzid = parameter == nullptr ? nullptr : libical().icalparameter_get_tzid(parameter);
    if (tzid == nullptr) return to_instant(zone_, *wall);
    const auto name = iana_zone(tzid);
    if (!name) refuse(fmt::format("there is no zone '{}'", to_utf8(tzid)));
    return to_instant(Zone::find(*name), *wall);
  }

  Instant to_instant(const Zone& zone, std::chrono::local_seconds wall) const {
    if (wall.time_since_epoch() < days{1}) refuse("it is before 1970");
    if (wall.time_since_epoch() > kZoneHorizon.time_since_epoch() - days{1}) {
      refuse("it is after 2036");
    }
    return zone.to_instant(wall);
  }

  icalcomponent* event_;
  const std::string& where_;
  const Zone& zone_;
  IcalOverride out_;
};

}  // namespace

std::vector<IcalOverride> read_overrides_ical(std::string_view text, const std::string& where,
                                              const Zone& zone) {
  if (text.size() > kLargestIcal) fail(Exit::bad_input, "{}: larger than 4 MiB", where);
  const IcalComponent root = parse_icalendar(text);
  if (!root || libical().icalcomponent_isa(root.get()) != ICAL_VCALENDAR_COMPONENT) {
    fail(Exit::bad_input, "{}: this is no iCalendar file", where);
  }
  std::vector<IcalOverride> out;
  for (icalcomponent* e =
           libical().icalcomponent_get_first_component(root.get(), ICAL_VEVENT_COMPONENT);
       e != nullptr;
       e = libical().icalcomponent_get_next_component(root.get(), ICAL_VEVENT_COMPONENT)) {
    if (out.size() == kMostEvents) {
      fail(Exit::bad_input, "{}: more than {} events", where, kMostEvents);
    }
    out.push_back(Event(e, where, zone).read());
  }
  return out;
}

}  // namespace tocsin::escalate
