// IANA time zones: the only place that knows them (Howard Hinnant's date/tz underneath).
//
// The packaged library ignores the rule at the end of a zone file and would be silently wrong
// from 2038 on; conversions beyond kZoneHorizon are refused with Exit::bad_input instead.
// Thread-safe. The first use of any zone but UTC reads the system's zone list (about 4 ms); to ask
// whether one exists does not.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace date {
class time_zone;
}

namespace tocsin {

// Wall-clock time somewhere; only a Zone can turn it into an Instant.
using LocalTime = std::chrono::local_time<Duration>;

inline constexpr Instant kZoneHorizon{std::chrono::sys_days{std::chrono::year{2037} / 1 / 1}};

// A stretch [from, until) through which local time runs the same way.
struct OffsetSpan {
  Instant from, until;
  Duration offset;
};

class Zone {
 public:
  static Zone utc();
  // Throws Exit::bad_input for a name the system does not know.
  static Zone find(std::string_view name);
  static bool exists(std::string_view name);
  // The other where the system does not know the name, or there is none.
  static Zone find_or(std::string_view name, const Zone& other);

  std::string name() const;
  LocalTime to_local(Instant t) const;
  // Where a wall time happens twice (clocks go back) the earlier instant; where it does not happen
  // (clocks go forward) the instant of the change.
  Instant to_instant(LocalTime t) const;
  Duration offset(Instant t) const;
  // The stretch in which `t` lies; it ends at kZoneHorizon at the latest, that of UTC never.
  OffsetSpan offset_span(Instant t) const;

 private:
  explicit Zone(const date::time_zone* zone) : zone_(zone) {}
  const date::time_zone* zone_;  // null: UTC, without touching the zone files
};

}  // namespace tocsin
