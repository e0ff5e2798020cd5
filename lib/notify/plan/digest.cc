#include "notify/plan/digest.h"

#include "notify/plan/bypass.h"
#include "notify/plan/mute_time.h"
#include "notify/plan/preferences.h"

namespace tocsin::notify {
namespace {

using std::chrono::days;
using std::chrono::hours;

std::string text_at(const Json& wish, const std::string& name) {
  const auto found = wish.find(name);
  return found != wish.end() && found->is_string() ? found->get<std::string>() : "";
}

}  // namespace

DigestWish digest_wish(const Recipient& recipient, const std::string& kind) {
  DigestWish out;
  const Json& wish = preference(recipient, "digest");
  if (!wish.is_object()) return out;
  auto cadence = from_word<Cadence>(text_at(wish, kind));
  if (!cadence) cadence = from_word<Cadence>(text_at(wish, "default"));
  out.cadence = cadence.value_or(out.cadence);
  const std::string at = text_at(wish, "at");
  out.at_is_learned = at == "learned";
  out.at = parse_time_of_day(at).value_or(out.at);
  if (const auto named = parse_weekdays(text_at(wish, "weekday"))) out.weekday = named->front();
  return out;
}

Instant next_digest(Instant now, const Zone& zone, const DigestWish& wish) {
  const LocalTime local = zone.to_local(now);
  const bool hourly = wish.cadence == Cadence::hourly;
  LocalTime next = hourly ? LocalTime{std::chrono::floor<hours>(local)}
                          : LocalTime{std::chrono::floor<days>(local)} + wish.at;
  const Duration step = hourly ? Duration{hours{1}} : Duration{days{1}};
  const auto fits = [&] {
    return wish.cadence != Cadence::weekly ||
           std::chrono::weekday{std::chrono::floor<days>(next - wish.at)} == wish.weekday;
  };
  while (zone.to_instant(next) <= now || !fits()) next += step;
  return zone.to_instant(next);
}

Batch collect_digests(Batch batch, Instant now, const QuietDefaults& defaults,
                      const HabitsOf& habits) {
  for (Item& item : batch.items) {
    if (bypass_of(*item.notice).digest == DigestRule::skips) continue;
    DigestWish wish = digest_wish(*item.recipient, item.notice->kind);
    if (wish.cadence == Cadence::immediate) continue;
    if (wish.at_is_learned) wish.at = learned_hour(item, now, wish.at, defaults, habits);
    item.hold(next_digest(now, zone_of(*item.recipient, defaults), wish), Reason::digest);
  }
  return batch;
}

}  // namespace tocsin::notify
