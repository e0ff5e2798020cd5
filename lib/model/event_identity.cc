#include "model/event_identity.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/zone.h"
#include "model/event_names.h"

namespace tocsin {
namespace {

using namespace std::chrono;

// Both far enough apart to be told from each other and near enough for a stadium and its entrance.
constexpr double kSamePlaceDegrees = 0.05;  // about 5 km

bool may_be_same_place(const Venue& a, const Venue& b) {
  if (a.latitude && b.latitude && a.longitude && b.longitude) {
    constexpr double kRadian = 0.017453292519943295;
    const double shrink = std::max(0.1, std::cos(*a.latitude * kRadian));
    return std::abs(*a.latitude - *b.latitude) < kSamePlaceDegrees &&
           std::abs(*a.longitude - *b.longitude) * shrink < kSamePlaceDegrees;
  }
  return a.city.empty() || b.city.empty() || is_part_of(a.city, b.city) ||
         is_part_of(b.city, a.city);
}

bool knows_time(const EventFacts& e) {
  return e.start_precision != StartPrecision::day;
}

enum class Starts { same, same_day, different };

Starts compare_starts(const EventFacts& a, const EventFacts& b) {
  if (!a.starts_at || !b.starts_at) return Starts::different;
  const auto wall = local_start(a);
  const auto other = local_start(b);
  if (wall && other) {
    if (floor<days>(*wall) != floor<days>(*other)) return Starts::different;
    if (!knows_time(a) || !knows_time(b)) return Starts::same;
    return floor<minutes>(*wall) == floor<minutes>(*other) ? Starts::same : Starts::same_day;
  }
  const bool exact =
      a.start_precision == StartPrecision::exact && b.start_precision == StartPrecision::exact;
  return exact && floor<minutes>(*a.starts_at) == floor<minutes>(*b.starts_at) ? Starts::same
                                                                               : Starts::different;
}

}  // namespace

std::optional<Instant> local_start(const EventFacts& event) {
  if (!event.starts_at) return std::nullopt;
  if (event.starts_local) return event.starts_local;
  if (event.start_precision != StartPrecision::exact) return event.starts_at;
  const bool known = !event.time_zone.empty() && *event.starts_at + days{2} < kZoneHorizon &&
                     Zone::exists(event.time_zone);
  if (!known) return std::nullopt;
  return Instant{Zone::find(event.time_zone).to_local(*event.starts_at).time_since_epoch()};
}

std::optional<std::int64_t> find_same(const EventFacts& event, std::int64_t platform,
                                      std::span<const IdentityCandidate> candidates) {
  std::set<std::int64_t> same;            // groups that agree in everything
  std::set<std::int64_t> met;             // groups of the same opponents on the same day
  std::set<std::int64_t> own;             // groups with another event of this platform
  bool own_meets = false;                 // it lists two such meetings that day
  std::set<minutes::rep> minutes_of_day;  // of the candidates that agree, where this one has none
  for (const IdentityCandidate& c : candidates) {
    const Starts starts = compare_starts(event, c.facts);
    const bool exactly = starts == Starts::same && knows_time(event) && knows_time(c.facts);
    if (c.platform == platform && !exactly) own.insert(c.group);
    if (starts == Starts::different || !may_be_same_place(event.venue, c.facts.venue)) continue;
    if (starts == Starts::same && names_agree(event, c.facts)) {
      same.insert(c.group);
      if (!knows_time(event) && knows_time(c.facts)) {
        minutes_of_day.insert(floor<minutes>(*local_start(c.facts)).time_since_epoch().count());
      }
    } else if (starts == Starts::same_day && same_opponents(event, c.facts)) {
      if (c.platform == platform) own_meets = true;
      met.insert(c.group);
    }
  }
  std::set<std::int64_t>& found = same.empty() && !own_meets ? met : same;
  if (minutes_of_day.size() > 1) return std::nullopt;  // matinee or evening?
  std::erase_if(found, [&](std::int64_t group) { return own.contains(group); });
  return found.size() == 1 ? std::optional(*found.begin()) : std::nullopt;
}

std::optional<StartRange> same_start_range(const EventFacts& event) {
  constexpr hours kZones{15};
  constexpr hours kDay{24};
  if (!event.starts_at) return std::nullopt;
  return StartRange{*event.starts_at - kZones - kDay, *event.starts_at + kZones + kDay};
}

}  // namespace tocsin
