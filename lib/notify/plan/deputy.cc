#include "notify/plan/deputy.h"

#include <algorithm>

#include "notify/plan/bypass.h"
#include "notify/plan/destinations.h"
#include "notify/plan/preferences.h"

namespace tocsin::notify {
namespace {

bool cannot_be_reached(const Dropped& d) {
  if (d.recipient == nullptr || class_of(*d.notice) == MessageClass::direct) return false;
  return d.reason == Reason::person_disabled || d.reason == Reason::no_destination ||
         d.reason == Reason::destination_disabled || d.reason == Reason::channel_absent;
}

// The item, if this deputy can be told.
std::optional<Item> reach(const Dropped& unreached, const Recipient& deputy,
                          const std::set<Channel>& carried) {
  Batch one;
  Item& item = one.items.emplace_back();
  item.notice = unreached.notice;
  item.recipient = &deputy;
  item.route = unreached.route;
  item.stand_in_for = unreached.recipient;
  one = choose_places(choose_channels(by_preference(keep_internal(std::move(one)))), carried);
  return one.items.empty() ? std::nullopt : std::optional(std::move(one.items.front()));
}

}  // namespace

std::vector<std::string> deputies_named(const Recipient& recipient) {
  const Json& wish = preference(recipient, "deputy");
  std::vector<std::string> out;
  if (wish.is_string()) out.push_back(wish.get<std::string>());
  if (wish.is_array()) {
    for (const Json& token : wish) {
      if (token.is_string()) out.push_back(token.get<std::string>());
    }
  }
  return out;
}

Batch find_deputies(Batch batch, const std::set<Channel>& carried, const Resolve& resolve) {
  const auto is_told = [&](const Recipient* who) {
    return std::any_of(batch.items.begin(), batch.items.end(),
                       [&](const Item& item) { return item.recipient == who; });
  };
  const auto find_one = [&](const Dropped& d) {
    for (const std::string& token : deputies_named(*d.recipient)) {
      for (const Recipient* deputy : resolve(token)) {
        if (deputy == nullptr || deputy == d.recipient) continue;
        if (is_told(deputy)) return;  // somebody in their place knows already
        if (auto item = reach(d, *deputy, carried)) {
          batch.items.push_back(std::move(*item));
          return;
        }
      }
    }
  };
  for (const Dropped& d : batch.dropped) {
    if (cannot_be_reached(d) && !is_told(d.recipient)) find_one(d);
  }
  return batch;
}

}  // namespace tocsin::notify
