#include "escalate/schedule_ical.h"

#include <fmt/format.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/icalendar.h"
#include "base/text.h"

namespace tocsin::escalate {
namespace {

icaltimetype in_utc(Instant t) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count();
  return libical().icaltime_from_timet_with_zone(seconds, 0,
                                                 libical().icaltimezone_get_utc_timezone());
}

std::string names_of(const Schedule& schedule, const Crew& crew) {
  std::vector<std::string> names;
  for (const Who w : crew) names.push_back(schedule.people[w].name);
  return join(names, ", ");
}

std::string uid_of(const Schedule& schedule, const Shift& s) {
  std::string what = fmt::format("{}\n{}", schedule.name, to_ms(s.from));
  for (const Who w : s.people) {
    const Person& p = schedule.people[w];
    what += '\n' + (p.external_id.empty() ? p.name : p.external_id);
  }
  constexpr std::size_t kLength = 32;
  return sha256_hex(what).substr(0, kLength) + "@on-call.tocsin";
}

// Owned by the component to which it is added.
icalcomponent* event_of(const Schedule& schedule, const Shift& s, Instant now) {
  const LibIcal& ical = libical();
  icalcomponent* event = ical.icalcomponent_new(ICAL_VEVENT_COMPONENT);
  const std::string uid = uid_of(schedule, s);
  const std::string summary =
      fmt::format("{} on call: {}", names_of(schedule, s.people), schedule.name);
  for (icalproperty* p :
       {ical.icalproperty_new_uid(uid.c_str()), ical.icalproperty_new_dtstamp(in_utc(now)),
        ical.icalproperty_new_dtstart(in_utc(s.from)), ical.icalproperty_new_dtend(in_utc(s.until)),
        ical.icalproperty_new_summary(summary.c_str()), ical.icalproperty_new_categories("ON-CALL"),
        ical.icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT)}) {
    ical.icalcomponent_add_property(event, p);
  }
  return event;
}

}  // namespace

std::string write_schedule_ical(const Schedule& schedule, const std::vector<Shift>& shifts,
                                Instant now) {
  const LibIcal& ical = libical();
  const IcalComponent calendar(ical.icalcomponent_new(ICAL_VCALENDAR_COMPONENT));
  for (icalproperty* p : {ical.icalproperty_new_version("2.0"),
                          ical.icalproperty_new_prodid("-//Tocsin//On-call schedules//EN")}) {
    ical.icalcomponent_add_property(calendar.get(), p);
  }
  for (const Shift& s : shifts) {
    ical.icalcomponent_add_component(calendar.get(), event_of(schedule, s, now));
  }
  char* text = ical.icalcomponent_as_ical_string_r(calendar.get());
  if (text == nullptr) fail(Exit::software, "libical wrote no calendar");
  std::string out(text);
  ical.icalmemory_free_buffer(text);
  return out;
}

}  // namespace tocsin::escalate
