#include "notify/plan/quiet_hours.h"

#include <algorithm>

#include "base/error.h"
#include "notify/plan/bypass.h"
#include "notify/plan/preferences.h"

namespace tocsin::notify {
namespace {

using std::chrono::days;

bool names(const Json& list, std::string_view channel) {
  if (list.is_string()) return list == "all" || list == channel;
  return list.is_array() && std::any_of(list.begin(), list.end(), [&](const Json& name) {
           return name == "all" || name == channel;
         });
}

bool may_wait(const Item& item, const Json& wish) {
  const Channel channel = item.place->channel;
  const bool interrupting =
      interrupts(channel) ||
      // A person's own chat is a direct message; an organization's is a post to a channel.
      (item.recipient->person_id && (channel == Channel::slack || channel == Channel::discord));
  if (!interrupting && !names(wish.value("hold", Json()), word(channel))) return false;
  switch (bypass_of(*item.notice).quiet_hours) {
    case QuietRule::holds:
      return true;
    case QuietRule::unless_refused:
      return wish.value("critical", Json()) == "hold" && !must_hear(*item.recipient, *item.notice);
    case QuietRule::as_policy_says:
      return !item.notice->wakes;
    case QuietRule::passes:
      return false;
  }
  return false;
}

Duration time_of_day(const Json& wish, const char* name, Duration fallback) {
  const auto found = wish.find(name);
  if (found == wish.end() || !found->is_string()) return fallback;
  return parse_time_of_day(found->get<std::string>()).value_or(fallback);
}

}  // namespace

Zone zone_of(const Recipient& recipient, const QuietDefaults& defaults) {
  return Zone::find_or(recipient.time_zone, Zone::find(defaults.time_zone));
}

std::optional<Instant> quiet_until(Instant now, const Zone& zone, Duration from, Duration until) {
  if (from == until) return std::nullopt;
  const LocalTime local = zone.to_local(now);
  const auto midnight = std::chrono::floor<days>(local);
  const Duration time = local - midnight;
  // 23:00 to 07:00 is quiet at either end of the day; 13:00 to 15:00 is not.
  const bool over_midnight = from > until;
  const bool quiet = over_midnight ? time >= from || time < until : time >= from && time < until;
  if (!quiet) return std::nullopt;
  const auto end_day = over_midnight && time >= from ? midnight + days{1} : midnight;
  const Instant end = zone.to_instant(LocalTime{end_day} + until);
  // Where a wall time happens twice, the first one may be over.
  return end > now ? std::optional(end) : std::nullopt;
}

std::optional<Instant> quiet_until(const Item& item, Instant at, const QuietDefaults& defaults) {
  Json wish = preference(*item.recipient, "quiet_hours");
  if (wish == false) return std::nullopt;
  if (!wish.is_object()) wish = Json::object();
  if (!may_wait(item, wish)) return std::nullopt;
  return quiet_until(at, zone_of(*item.recipient, defaults),
                     time_of_day(wish, "from", defaults.from),
                     time_of_day(wish, "until", defaults.until));
}

}  // namespace tocsin::notify
