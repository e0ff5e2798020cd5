#include "scrape/extract/calendar_time.h"

#include <algorithm>
#include <set>

#include "base/icalendar.h"
#include "base/time.h"

namespace tocsin::scrape {
namespace {

constexpr std::chrono::days kBefore{1};
constexpr std::chrono::days kAfter{400};
constexpr std::size_t kMostTimes = 500;
constexpr int kMostSteps = 100'000;  // of a rule that began long ago

// As if it were of UTC.
std::optional<Instant> wall_of(const icaltimetype& t) {
  const auto wall = wall_time(t);
  return wall ? std::optional(Instant{wall->time_since_epoch()}) : std::nullopt;
}

std::string zone_name(icalproperty* property) {
  icalparameter* zone = libical().icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER);
  const char* name = zone == nullptr ? nullptr : libical().icalparameter_get_tzid(zone);
  return name == nullptr ? "" : name;
}

}  // namespace

CalendarTimes::CalendarTimes(icalcomponent* event, icalproperty* start, std::optional<Instant> now,
                             Problems& problems)
    : first_(libical().icalproperty_get_dtstart(start)), now_(now), problems_(problems) {
  if (!wall_of(first_)) {
    problems_.add("a VEVENT has a start that cannot be read");
    return;
  }
  starts_.push_back(first_);
  follow_rules(event);
  add_dates(event);
  remove_exceptions(event);
}

void CalendarTimes::follow_rules(icalcomponent* event) {
  for (icalproperty* p = libical().icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
       p != nullptr; p = libical().icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY)) {
    repeats_ = true;
    const icalrecurrencetype rule = libical().icalproperty_get_rrule(p);
    if (rule.freq < ICAL_DAILY_RECURRENCE || rule.freq > ICAL_YEARLY_RECURRENCE) {
      problems_.add("a VEVENT repeats in a way that is not followed; its first time counts");
      continue;
    }
    if (!now_) continue;
    const IcalRecurrence times(libical().icalrecur_iterator_new(rule, first_));
    if (!times) continue;
    if (starts_.size() == 1) starts_.clear();  // it is the first of the rule's own
    for (int step = 0; step < kMostSteps && starts_.size() < kMostTimes; ++step) {
      const icaltimetype next = libical().icalrecur_iterator_next(times.get());
      const auto wall = libical().icaltime_is_null_time(next) ? std::nullopt : wall_of(next);
      if (!wall || *wall > *now_ + kAfter) break;
      if (*wall >= *now_ - kBefore) starts_.push_back(next);
    }
  }
}

void CalendarTimes::add_dates(icalcomponent* event) {
  for (icalproperty* p = libical().icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY);
       p != nullptr && starts_.size() < kMostTimes;
       p = libical().icalcomponent_get_next_property(event, ICAL_RDATE_PROPERTY)) {
    repeats_ = true;
    const icaldatetimeperiodtype date = libical().icalproperty_get_rdate(p);
    const icaltimetype time =
        libical().icaltime_is_null_time(date.time) ? date.period.start : date.time;
    const auto wall = libical().icaltime_is_null_time(time) ? std::nullopt : wall_of(time);
    if (wall && (!now_ || *wall >= *now_ - kBefore)) starts_.push_back(time);
  }
}

void CalendarTimes::remove_exceptions(icalcomponent* event) {
  std::set<std::string> out;
  for (icalproperty* p = libical().icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY);
       p != nullptr; p = libical().icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY)) {
    out.insert(wall_key(libical().icalproperty_get_exdate(p)));
  }
  std::set<std::string> seen;
  std::erase_if(starts_, [&](const icaltimetype& t) {
    const std::string key = wall_key(t);
    return out.contains(key) || !seen.insert(key).second;
  });
}

std::string wall_key(const icaltimetype& time) {
  const auto wall = wall_of(time);
  if (!wall) return "";
  const std::string text = format_instant(*wall);
  return " " + text.substr(0, time.is_date != 0 ? 10 : 16);
}

DateText date_text(const icaltimetype& time, icalcomponent* calendar, icalproperty* start) {
  DateText out;
  out.wall = out.at = wall_of(time).value_or(Instant{});
  if (time.is_date != 0) {
    out.precision = StartPrecision::day;
    return out;
  }
  if (libical().icaltime_is_utc(time) != 0) {
    out.utc = true;
    return out;
  }
  out.precision = StartPrecision::local;
  const std::string name = zone_name(start);
  if (name.empty()) return out;
  out.zone = iana_zone(name).value_or("");
  if (!out.zone.empty()) return out;
  if (icaltimezone* own = libical().icalcomponent_get_timezone(calendar, name.c_str())) {
    icaltimetype copy = time;
    int daylight = 0;
    out.at = out.wall -
             std::chrono::seconds{libical().icaltimezone_get_utc_offset(own, &copy, &daylight)};
    out.precision = StartPrecision::exact;
  }
  return out;
}

}  // namespace tocsin::scrape
