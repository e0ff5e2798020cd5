#include "notify/plan/habits.h"

#include <fmt/format.h>

#include "notify/plan/bypass.h"

namespace tocsin::notify {
namespace {

constexpr Priority kHigh = 4;

bool costs_or_rings(Channel c) {
  return c == Channel::sms || c == Channel::voice || c == Channel::whatsapp;
}

const Habits* known_of(const Item& item, const HabitsOf& habits) {
  return habits && item.recipient->person_id ? habits(*item.recipient) : nullptr;
}

}  // namespace

Batch prefer_learned_channels(Batch batch, Instant now, const HabitsOf& habits) {
  for (Item& item : batch.items) {
    const bool steered = class_of(*item.notice) == MessageClass::ordinary &&
                         item.notice->priority < kHigh && item.channels_by_rank;
    if (!steered || item.channels.size() < 2) continue;
    const Habits* known = known_of(item, habits);
    if (known == nullptr) continue;
    std::vector<std::string> free;
    for (const Channel c : item.channels) {
      if (!costs_or_rings(c)) free.emplace_back(word(c));
    }
    const auto order =
        preferred(*known, HabitTrait::channel, std::move(free), now,
                  fmt::format("{}/{}", item.notice->alert_public_id, *item.recipient->person_id));
    const Channel first = item.channels.front();
    auto next = order.begin();
    for (Channel& c : item.channels) {
      if (!costs_or_rings(c)) c = *from_word<Channel>(*next++);
    }
    item.by_habit = item.channels.front() != first;
  }
  return batch;
}

Duration learned_hour(const Item& item, Instant now, Duration otherwise,
                      const QuietDefaults& defaults, const HabitsOf& habits) {
  const Habits* known = known_of(item, habits);
  if (known == nullptr || !is_enough(*known, now)) return otherwise;
  const Zone zone = zone_of(*item.recipient, defaults);
  const auto day = std::chrono::floor<std::chrono::days>(zone.to_local(now));
  const Instant morning = zone.to_instant(LocalTime{day});
  std::vector<std::string> hours;
  for (int hour = 0; hour < 24; ++hour) {
    const Instant at = zone.to_instant(LocalTime{day} + std::chrono::hours{hour});
    if (!quiet_until(item, at, defaults)) hours.push_back(hour_name(hour));
  }
  if (hours.empty()) return otherwise;
  const auto order =
      preferred(*known, HabitTrait::hour, std::move(hours), morning,
                fmt::format("digest/{}/{}", to_ms(morning), *item.recipient->person_id));
  return std::chrono::hours{std::stoi(order.front())};
}

}  // namespace tocsin::notify
