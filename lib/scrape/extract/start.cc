#include "scrape/extract/start.h"

#include "base/zone.h"

namespace tocsin::scrape {

bool set_start(const DateText& start, EventNode& out) {
  EventFacts& event = out.found.event;
  event.starts_at = start.at;
  event.start_precision = start.precision;
  event.start_guess = start.guess;
  out.wall = start.wall;
  const bool exact = start.precision == StartPrecision::exact;
  // An instant in UTC says nothing about the clocks at the venue.
  if (!start.utc) event.starts_local = start.wall;
  if (start.zone.empty()) return true;
  if (!Zone::exists(start.zone)) return false;
  event.time_zone = start.zone;
  if (start.wall >= kZoneHorizon || start.precision == StartPrecision::day) return true;
  const Zone zone = Zone::find(start.zone);
  if (exact) {
    event.starts_local = Instant{zone.to_local(start.at).time_since_epoch()};
  } else {
    event.starts_at = zone.to_instant(LocalTime{start.wall.time_since_epoch()});
    event.start_precision = StartPrecision::exact;
  }
  return true;
}

std::optional<Duration> offset_of(const EventNode& event) {
  const EventFacts& facts = event.found.event;
  if (!event.wall || facts.start_precision != StartPrecision::exact) return std::nullopt;
  return *event.wall - *facts.starts_at;
}

}  // namespace tocsin::scrape
