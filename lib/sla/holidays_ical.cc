#include "sla/holidays_ical.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/error.h"
#include "base/icalendar.h"
#include "base/text.h"

namespace tocsin::sla {
namespace {

using std::chrono::days;
using std::chrono::year;
using LocalSecond = std::chrono::local_seconds;

constexpr int kMostEvents = 10'000;
constexpr std::size_t kMostOccurrences = 20'000;
constexpr int kMostSteps = 100'000;  // of a rule that began long ago
constexpr days kLongest{366};
// Local time is known between these, a day of leeway on both sides for its zone.
constexpr LocalSecond kFirst{Day{year{1970} / 1 / 2}}, kLast{Day{year{2036} / 12 / 31}};

template <typename Visit>
void for_each(icalcomponent* c, icalproperty_kind kind, const Visit& visit) {
  for (icalproperty* p = libical().icalcomponent_get_first_property(c, kind); p != nullptr;
       p = libical().icalcomponent_get_next_property(c, kind)) {
    visit(p);
  }
}

std::string text_or(const char* text, std::string_view otherwise) {
  return text == nullptr || *text == 0 ? std::string(otherwise) : to_utf8(text);
}

// One VEVENT.
class Event {
 public:
  Event(icalcomponent* calendar, icalcomponent* event, const std::string& where, const Zone& zone)
      : calendar_(calendar),
        event_(event),
        where_(where),
        zone_(zone),
        name_(text_or(libical().icalcomponent_get_summary(event), "holiday")),
        uid_(text_or(libical().icalcomponent_get_uid(event), "")) {
    refuse_faults();
    start_ = libical().icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
    if (start_ == nullptr) refuse("DTSTART is missing");
    first_ = libical().icalproperty_get_dtstart(start_);
    whole_days_ = first_.is_date != 0;
    if (is_beyond(first_)) return;
    length_ = read_length();
    icalproperty* replaced =
        libical().icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY);
    if (replaced == nullptr) return;
    if (libical().icalproperty_get_first_parameter(replaced, ICAL_RANGE_PARAMETER) != nullptr) {
      refuse("RECURRENCE-ID with a RANGE is not followed");
    }
    replaces_ =
        place_of(libical().icalproperty_get_recurrenceid(replaced), replaced, "RECURRENCE-ID");
  }

  const std::string& uid() const { return uid_; }
  bool is_cancelled() const {
    return libical().icalcomponent_get_status(event_) == ICAL_STATUS_CANCELLED;
  }
  // The occurrence of the repeating event of this UID that this one stands for.
  const std::optional<Second>& replaces() const { return replaces_; }

  void add_to(IcalHolidays& out, const std::set<Second>& replaced) const {
    if (is_beyond(first_)) return;
    for (const Second place : places()) {
      if (replaced.contains(place)) continue;
      if (whole_days_) {
        const Day first{std::chrono::floor<days>(place).time_since_epoch()};
        out.days.push_back({name_, first, first + std::chrono::floor<days>(length_) - days{1}});
      } else {
        out.closures.push_back({place, place + length_});
      }
    }
  }

 private:
  [[noreturn]] void refuse(std::string_view why) const {
    fail(Exit::config, "{}: event \"{}\": {}", where_, utf8_prefix(name_, 80), why);
  }

  static bool is_beyond(const icaltimetype& time) {
    const auto wall = wall_time(time);
    return wall && *wall > kLast;
  }

  // libical leaves out a property that it cannot read, and says so in the event.
  void refuse_faults() const {
    for_each(event_, ICAL_XLICERROR_PROPERTY, [&](icalproperty* p) {
      const std::string said = text_or(libical().icalproperty_get_xlicerror(p), "");
      for (const auto* name : {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE",
                               "RECURRENCE-ID", "STATUS"}) {
        if (said.find(fmt::format(" {} property", name)) != said.npos) {
          refuse(fmt::format("{} cannot be read", name));
        }
      }
    });
  }

  // Where an occurrence stands on the line of time: its instant, or of whole days the midnight of
  // the first as if it were of UTC.
  Second place_of(const icaltimetype& time, icalproperty* property, std::string_view what) const {
    const auto wall = wall_time(time);
    if (!wall) refuse(fmt::format("{} is no time", what));
    const Second as_utc{wall->time_since_epoch()};
    if ((time.is_date != 0) != whole_days_) {
      refuse(fmt::format("{} and DTSTART are not both dates or both times", what));
    }
    if (whole_days_ || libical().icaltime_is_utc(time) != 0) return as_utc;
    icalparameter* parameter =
        libical().icalproperty_get_first_parameter(property, ICAL_TZID_PARAMETER);
    const char* tzid = parameter == nullptr ? nullptr : libical().icalparameter_get_tzid(parameter);
    return tzid == nullptr ? to_instant(zone_, *wall) : in_named_zone(tzid, time, *wall);
  }

  Second in_named_zone(const char* tzid, const icaltimetype& time, LocalSecond wall) const {
    if (const auto name = iana_zone(tzid)) return to_instant(Zone::find(*name), wall);
    icaltimezone* own = libical().icalcomponent_get_timezone(calendar_, tzid);
    if (own == nullptr) refuse(fmt::format("there is no zone '{}'", to_utf8(tzid)));
    icaltimetype copy = time;
    int daylight = 0;
    return Second{wall.time_since_epoch()} -
           seconds{libical().icaltimezone_get_utc_offset(own, &copy, &daylight)};
  }

  Second to_instant(const Zone& zone, LocalSecond wall) const {
    try {
      return to_second(zone.to_instant(wall));
    } catch (const Error& e) {
      refuse(e.what());
    }
  }

  seconds read_length() const {
    const Second from = place_of(first_, start_, "DTSTART");
    std::optional<seconds> length;
    if (icalproperty* end =
            libical().icalcomponent_get_first_property(event_, ICAL_DTEND_PROPERTY)) {
      length = place_of(libical().icalproperty_get_dtend(end), end, "DTEND") - from;
    } else if (icalproperty* p =
                   libical().icalcomponent_get_first_property(event_, ICAL_DURATION_PROPERTY)) {
      length = seconds{libical().icaldurationtype_as_int(libical().icalproperty_get_duration(p))};
    }
    if (whole_days_ && length.value_or(seconds{0}) == seconds{0}) length = days{1};
    if (!length || *length == seconds{0}) refuse("it has no length");
    if (*length < seconds{0}) refuse("it ends before it begins");
    if (*length > kLongest) refuse("it is longer than a year");
    if (whole_days_ && *length % days{1} != seconds{0}) refuse("DURATION is not of whole days");
    return *length;
  }

  std::set<Second> places() const {
    std::set<Second> out;
    const auto add = [&](const icaltimetype& time, icalproperty* property, std::string_view what) {
      const auto wall = wall_time(time);
      if (is_beyond(time) || (wall && *wall < kFirst)) return;
      out.insert(place_of(time, property, what));
      if (out.size() > kMostOccurrences) refuse("it repeats too often");
    };
    add(first_, start_, "DTSTART");
    for_each(event_, ICAL_RRULE_PROPERTY, [&](icalproperty* p) {
      follow(libical().icalproperty_get_rrule(p),
             [&](const icaltimetype& t) { add(t, start_, "RRULE"); });
    });
    for_each(event_, ICAL_RDATE_PROPERTY, [&](icalproperty* p) {
      const icaldatetimeperiodtype date = libical().icalproperty_get_rdate(p);
      if (libical().icaltime_is_null_time(date.time) != 0)
        refuse("RDATE with a period is not followed");
      add(date.time, p, "RDATE");
    });
    for_each(event_, ICAL_EXDATE_PROPERTY, [&](icalproperty* p) {
      const icaltimetype time = libical().icalproperty_get_exdate(p);
      if (!is_beyond(time)) out.erase(place_of(time, p, "EXDATE"));
    });
    return out;
  }

  template <typename Visit>
  void follow(const icalrecurrencetype& rule, const Visit& visit) const {
    if (rule.freq < ICAL_DAILY_RECURRENCE || rule.freq > ICAL_YEARLY_RECURRENCE) {
      refuse("RRULE repeats by the hour or faster, or never");
    }
    const IcalRecurrence times(libical().icalrecur_iterator_new(rule, first_));
    if (!times) refuse("RRULE cannot be followed");
    for (int step = 0;; ++step) {
      const icaltimetype next = libical().icalrecur_iterator_next(times.get());
      if (!wall_time(next) || is_beyond(next)) return;
      if (step > kMostSteps) refuse("RRULE repeats too often");
      visit(next);
    }
  }

  icalcomponent* calendar_;
  icalcomponent* event_;
  const std::string& where_;
  const Zone& zone_;
  std::string name_, uid_;
  icalproperty* start_ = nullptr;
  icaltimetype first_{};
  bool whole_days_ = false;
  seconds length_{};
  std::optional<Second> replaces_;
};

std::vector<Event> read_events(icalcomponent* calendar, const std::string& where,
                               const Zone& zone) {
  std::vector<Event> out;
  for (icalcomponent* e =
           libical().icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
       e != nullptr;
       e = libical().icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
    if (out.size() == kMostEvents)
      fail(Exit::config, "{}: more than {} events", where, kMostEvents);
    out.emplace_back(calendar, e, where, zone);
  }
  return out;
}

}  // namespace

IcalHolidays read_ical_holidays(std::string_view text, const std::string& where, const Zone& zone) {
  if (text.size() > kLargestIcal) fail(Exit::config, "{}: larger than 4 MiB", where);
  const IcalComponent root = parse_icalendar(text);
  if (!root || libical().icalcomponent_isa(root.get()) != ICAL_VCALENDAR_COMPONENT) {
    fail(Exit::config, "{}: this is no iCalendar file", where);
  }
  const std::vector<Event> events = read_events(root.get(), where, zone);
  std::map<std::string, std::set<Second>> replaced;
  for (const Event& e : events) {
    if (e.replaces()) replaced[e.uid()].insert(*e.replaces());
  }
  IcalHolidays out;
  for (const Event& e : events) {
    if (e.is_cancelled()) continue;
    e.add_to(out, e.replaces() ? std::set<Second>() : replaced[e.uid()]);
    if (out.days.size() + out.closures.size() > kMostOccurrences) {
      fail(Exit::config, "{}: more than {} occurrences", where, kMostOccurrences);
    }
  }
  return out;
}

}  // namespace tocsin::sla
