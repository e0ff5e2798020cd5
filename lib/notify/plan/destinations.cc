#include "notify/plan/destinations.h"

#include <fmt/format.h>

#include <algorithm>

namespace tocsin::notify {
namespace {

// Why a place cannot be used; later reasons are closer to being usable.
std::optional<Reason> unusable(const Place& place, const std::set<Channel>& carried) {
  if (!place.enabled) return place.dead ? Reason::destination_disabled : Reason::no_destination;
  if (place.dead) return Reason::destination_disabled;
  if (!carried.contains(place.channel)) return Reason::channel_absent;
  return std::nullopt;
}

}  // namespace

Batch choose_places(Batch batch, const std::set<Channel>& carried) {
  return sift(std::move(batch), "destination", [&](Item& item) -> std::optional<Objection> {
    Objection nearest{Reason::no_destination, ""};
    for (const Channel channel : item.channels) {
      for (const Place& place : item.recipient->places) {
        if (place.channel != channel) continue;
        const auto reason = unusable(place, carried);
        if (!reason) {
          item.place = &place;
          return std::nullopt;
        }
        if (nearest.reason == Reason::no_destination) {
          nearest = {*reason, std::string(word(channel))};
        }
      }
    }
    if (nearest.detail.empty()) {
      for (const Channel channel : item.channels) {
        nearest.detail += fmt::format("{}{}", nearest.detail.empty() ? "" : ", ", word(channel));
      }
    }
    return nearest;
  });
}

}  // namespace tocsin::notify
