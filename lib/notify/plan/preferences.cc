#include "notify/plan/preferences.h"

#include <fmt/format.h>

#include <algorithm>

#include "notify/plan/bypass.h"
#include "notify/plan/routing.h"

namespace tocsin::notify {
namespace {

constexpr std::string_view kStage = "preferences";

bool switched_off(const Recipient& recipient, const std::string& list, std::string_view name) {
  const Json& switches = preference(recipient, list);
  if (!switches.is_object()) return false;
  const auto found = switches.find(name);
  return found != switches.end() && found->is_boolean() && !found->get<bool>();
}

// One kind may be off by one channel only.
bool kind_is_off_by(const Recipient& recipient, const std::string& kind, Channel channel) {
  const Json& kinds = preference(recipient, "kinds");
  if (!kinds.is_object()) return false;
  const auto by_channel = kinds.find(kind);
  return by_channel != kinds.end() && by_channel->is_object() &&
         by_channel->value(std::string(word(channel)), Json()) == false;
}

// What a person does not want by mail they do not want to be interrupted with, either.
std::vector<Channel> without_channels_off(const std::vector<Channel>& wanted, const Recipient& who,
                                          const std::string& kind) {
  std::vector<Channel> out;
  bool calm_is_off = false;
  for (const Channel c : wanted) {
    if (kind_is_off_by(who, kind, c)) {
      calm_is_off = calm_is_off || !interrupts(c);
    } else if (!calm_is_off || !interrupts(c)) {
      out.push_back(c);
    }
  }
  return out;
}

Priority minimum_priority(const Recipient& recipient) {
  const Json& value = preference(recipient, "minimum_priority");
  if (value.is_number_integer()) return value.get<Priority>();
  if (value.is_string()) return priority_from(value.get<std::string>()).value_or(kLowest);
  return kLowest;
}

std::optional<Objection> against(const Item& item) {
  const Recipient& who = *item.recipient;
  const Notice& notice = *item.notice;
  if (who.disabled) return Objection{Reason::person_disabled, ""};
  if (class_of(notice) == MessageClass::direct || must_hear(who, notice)) return std::nullopt;
  if (switched_off(who, "kinds", notice.kind)) return Objection{Reason::kind_off, notice.kind};
  const Priority minimum = minimum_priority(who);
  if (notice.priority < minimum) {
    return Objection{Reason::below_minimum,
                     fmt::format("{} is below {}", notice.priority, minimum)};
  }
  return std::nullopt;
}

std::vector<Channel> named_channels(const Json& value) {
  std::vector<Channel> out;
  const auto add = [&](const Json& name) {
    if (!name.is_string()) return;
    if (const auto channel = from_word<Channel>(name.get<std::string>())) out.push_back(*channel);
  };
  if (value.is_array()) {
    for (const Json& name : value) add(name);
  } else {
    add(value);
  }
  return out;
}

// What the recipient says for this priority; empty: not a word.
std::vector<Channel> named_channels_of(const Recipient& who, Priority priority) {
  const Json& by_priority = preference(who, "channel_by_priority");
  if (by_priority.is_object()) {
    for (const std::string& name : {std::string(priority_name(priority)), std::string("default")}) {
      const auto found = by_priority.find(name);
      if (found == by_priority.end()) continue;
      auto channels = named_channels(*found);
      if (!channels.empty()) return channels;
    }
  }
  return {};
}

// By rank.
std::vector<Channel> channels_of_places(const Recipient& who) {
  std::vector<Channel> out;
  for (const Place& place : who.places) {
    if (std::find(out.begin(), out.end(), place.channel) == out.end()) out.push_back(place.channel);
  }
  return out;
}

}  // namespace

bool must_hear(const Recipient& recipient, const Notice& notice) {
  return recipient.hears_critical && class_of(notice) == MessageClass::critical;
}

const Json& preference(const Recipient& recipient, const std::string& name) {
  static const Json absent;
  const auto found = recipient.preferences.find(name);
  return found == recipient.preferences.end() ? absent : found->second;
}

Batch keep_internal(Batch batch) {
  return sift(std::move(batch), "internal", [](const Item& item) -> std::optional<Objection> {
    std::string buffer;
    if (label_of(*item.notice, "internal", buffer) != "true") return std::nullopt;
    const Recipient& who = *item.recipient;
    const bool outside = (!who.person_id && !who.is_ours) || who.role == "customer" ||
                         who.role == "vendor" || who.role == "watcher";
    if (!outside) return std::nullopt;
    return Objection{Reason::internal, who.role};
  });
}

Batch by_preference(Batch batch) {
  return sift(std::move(batch), kStage, against);
}

Batch choose_channels(Batch batch) {
  return sift(std::move(batch), kStage, [](Item& item) -> std::optional<Objection> {
    const Recipient& who = *item.recipient;
    const bool by_route = item.route != nullptr && !item.route->channels.empty();
    if (item.channels.empty()) {
      item.channels =
          by_route ? item.route->channels : named_channels_of(who, item.notice->priority);
      item.channels_by_rank = item.channels.empty();
      if (item.channels_by_rank) item.channels = channels_of_places(who);
    }
    if (item.channels.empty()) return std::nullopt;  // the next stage says what is missing
    const std::vector<Channel> wanted = item.channels;
    const bool has_to = must_hear(who, *item.notice);
    std::erase_if(item.channels, [&](Channel c) { return switched_off(who, "channels", word(c)); });
    if (item.channels.empty() && !has_to) {
      return Objection{Reason::channel_off, std::string(word(wanted.front()))};
    }
    if (class_of(*item.notice) != MessageClass::direct) {
      item.channels = without_channels_off(item.channels, who, item.notice->kind);
      if (item.channels.empty() && !has_to) {
        return Objection{Reason::kind_off, item.notice->kind};
      }
    }
    if (item.channels.empty()) item.channels = wanted;
    return std::nullopt;
  });
}

}  // namespace tocsin::notify
