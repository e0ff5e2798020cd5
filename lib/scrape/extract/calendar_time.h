// The times of a VEVENT: when it starts, also again, and in which zone.
#pragma once

#include "base/libical.h"

#include <optional>
#include <string>
#include <vector>

#include "scrape/extract/date_text.h"
#include "scrape/extract/problems.h"

namespace tocsin::scrape {

class CalendarTimes {
 public:
  // `now` of the reading; absent: only the first time and RDATEs.
  CalendarTimes(icalcomponent* event, icalproperty* start, std::optional<Instant> now,
                Problems& problems);

  const std::vector<icaltimetype>& starts() const { return starts_; }
  bool repeats() const { return repeats_; }

 private:
  void follow_rules(icalcomponent* event);
  void add_dates(icalcomponent* event);
  void remove_exceptions(icalcomponent* event);

  icaltimetype first_;
  std::optional<Instant> now_;
  Problems& problems_;
  std::vector<icaltimetype> starts_;
  bool repeats_ = false;
};

// Wall time as written: " 2026-08-11T18:00", the same for all zones.
std::string wall_key(const icaltimetype& time);

// With the zone that DTSTART names, from the system's or the calendar's own definition.
DateText date_text(const icaltimetype& time, icalcomponent* calendar, icalproperty* start);

}  // namespace tocsin::scrape
