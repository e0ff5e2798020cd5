#include "model/preference.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "base/time.h"
#include "model/alert.h"
#include "model/message.h"

namespace tocsin {
namespace {

constexpr auto kCadences =
    std::to_array<std::string_view>({"immediate", "hourly", "daily", "weekly"});
constexpr auto kWeekdays =
    std::to_array<std::string_view>({"mon", "tue", "wed", "thu", "fri", "sat", "sun"});
constexpr auto kDeputies =
    std::to_array<std::string_view>({"person:", "team:", "role:", "organization:"});
constexpr std::size_t kLongestKind = 64;

bool is_one_of(std::span<const std::string_view> words, const Json& value) {
  return value.is_string() &&
         std::find(words.begin(), words.end(), value.get_ref<const std::string&>()) != words.end();
}

// Checks may have kinds of their own, so any word in the style of ours is one.
bool is_kind(std::string_view name) {
  return !name.empty() && name.size() <= kLongestKind &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

std::string no_channel(std::string_view name) {
  const auto near = nearest(name, Words<Channel>::list);
  return fmt::format("'{}' is no channel{}", name,
                     near ? fmt::format(" (did you mean '{}'?)", *near) : "");
}

std::string not_a_channel(const Json& value) {
  if (!value.is_string()) return "a channel is a text";
  const std::string& name = value.get_ref<const std::string&>();
  return from_word<Channel>(name) ? "" : no_channel(name);
}

// The first fault of an object's members; `judge` gives that of one.
template <typename Judge>
std::string first_fault(const Json& value, const Judge& judge) {
  if (!value.is_object()) return "must be an object";
  for (const auto& [name, part] : value.items()) {
    if (std::string why = judge(name, part); !why.empty()) return why;
  }
  return "";
}

std::string channel_switches(const Json& value) {
  return first_fault(value, [](const std::string& name, const Json& on) -> std::string {
    if (!from_word<Channel>(name)) return no_channel(name);
    return on.is_boolean() ? "" : fmt::format("{} must be true or false", name);
  });
}

std::string kind_switches(const Json& value) {
  return first_fault(value, [](const std::string& name, const Json& on) -> std::string {
    if (!is_kind(name)) return fmt::format("'{}' is no kind of alert", name);
    if (on.is_object()) return channel_switches(on);
    return on.is_boolean() ? "" : fmt::format("{} must be true, false or by channel", name);
  });
}

std::string channels_by_priority(const Json& value) {
  return first_fault(value, [](const std::string& name, const Json& channels) -> std::string {
    const bool names_priority = name.size() > 1 && priority_from(name);
    if (name != "default" && !names_priority) {
      return fmt::format("'{}' is neither critical, high, medium, normal, low nor default", name);
    }
    if (!channels.is_array()) return not_a_channel(channels);
    if (channels.empty()) return fmt::format("{} names no channel", name);
    for (const Json& channel : channels) {
      if (std::string why = not_a_channel(channel); !why.empty()) return why;
    }
    return "";
  });
}

std::string lowest_priority(const Json& value) {
  const bool named = value.is_string() && priority_from(value.get_ref<const std::string&>());
  const bool numbered = value.is_number_integer() && value.get<double>() >= kLowest &&
                        value.get<double>() <= kCritical;
  return named || numbered ? "" : "must be low, normal, medium, high, critical or 1 to 5";
}

std::string time_of_day(const std::string& name, const Json& value) {
  const bool right = value.is_string() && parse_time_of_day(value.get_ref<const std::string&>());
  return right ? "" : fmt::format("{} must be a time like 22:30", name);
}

std::string held_channels(const Json& value) {
  if (value == "all") return "";
  if (!value.is_array()) return "hold must be \"all\" or a list of channels";
  for (const Json& channel : value) {
    if (std::string why = not_a_channel(channel); !why.empty()) return why;
  }
  return "";
}

std::string quiet_hours(const Json& value) {
  if (value == Json(false)) return "";
  if (!value.is_object()) return "must be false or an object";
  return first_fault(value, [](const std::string& name, const Json& part) -> std::string {
    if (name == "from" || name == "until") return time_of_day(name, part);
    if (name == "hold") return held_channels(part);
    if (name == "critical") return part == "hold" ? "" : "critical can only be \"hold\"";
    return fmt::format("'{}' is none of from, until, hold, critical", name);
  });
}

std::string calendar_name(const Json& value) {
  constexpr std::size_t kLongest = 100;
  const bool right = value.is_string() && value.get_ref<const std::string&>().size() <= kLongest &&
                     value.get_ref<const std::string&>().find('/') == std::string::npos;
  return right ? "" : "must be the name of a calendar, or \"off\"";
}

std::string digest(const Json& value) {
  return first_fault(value, [](const std::string& name, const Json& part) -> std::string {
    if (name == "at") return part == "learned" ? "" : time_of_day(name, part);
    if (name == "weekday") return is_one_of(kWeekdays, part) ? "" : "weekday must be mon to sun";
    if (!is_kind(name)) return fmt::format("'{}' is no kind of alert", name);
    return is_one_of(kCadences, part)
               ? ""
               : fmt::format("{} must be immediate, hourly, daily or weekly", name);
  });
}

bool is_deputy(const Json& value) {
  if (!value.is_string()) return false;
  const std::string& token = value.get_ref<const std::string&>();
  return std::any_of(kDeputies.begin(), kDeputies.end(), [&](std::string_view prefix) {
    return token.starts_with(prefix) && token.size() > prefix.size();
  });
}

std::string deputies(const Json& value) {
  const bool right =
      value.is_array() ? std::all_of(value.begin(), value.end(), is_deputy) : is_deputy(value);
  return right ? ""
               : "must be person:ID, team:ID, role:NAME or organization:ID, or a list of these";
}

std::string yes_or_no(const Json& value) {
  return value.is_boolean() ? "" : "must be true or false";
}

std::string set_name(const Json& value) {
  constexpr std::size_t kLongest = 64;
  const bool right = value.is_string() && value.get_ref<const std::string&>().size() <= kLongest &&
                     value.get_ref<const std::string&>().find_first_not_of(
                         "abcdefghijklmnopqrstuvwxyz0123456789_-") == std::string::npos;
  return right ? "" : "must be a name of small letters, digits, _ and -";
}

std::string some_texts(const Json& value) {
  const bool right = value.is_array() ? std::all_of(value.begin(), value.end(),
                                                    [](const Json& v) { return v.is_string(); })
                                      : value.is_string();
  return right ? "" : "must be a text or a list of texts";
}

constexpr auto kKeys = std::to_array<PreferenceKey>({
    {"channels", "{CHANNEL: true or false}", "{}", "Channels on or off", channel_switches},
    {"kinds", "{KIND: true, false or {CHANNEL: true or false}}", "{}",
     "Kinds of alert on or off, wholly or by one channel", kind_switches},
    {"channel_by_priority", "{PRIORITY or default: CHANNEL or a list}", "{}",
     "The channels to try, in order; else those of the destinations, in theirs",
     channels_by_priority},
    {"minimum_priority", "low, normal, medium, high, critical or 1 to 5", "\"low\"",
     "Nothing below it", lowest_priority},
    {"critical_always", "true or false", "false",
     "Nobody switches off or holds what is critical; an admin's to say, not a person's", yes_or_no,
     Speaker::admin},
    {"quiet_hours", "false or {from, until, hold, critical}", "{}",
     "When not to be interrupted; else as configured", quiet_hours},
    {"working_hours", "the name of a calendar, or \"off\"", "\"\"",
     "When to be reminded of service levels; else by the organization's calendar, or as configured",
     calendar_name, Speaker::person},
    {"digest", "{KIND or default: immediate, hourly, daily or weekly; at; weekday}", "{}",
     "What to read together, how often and when", digest},
    {"deputy", "person:ID, team:ID, role:NAME, organization:ID or a list", "[]",
     "Who is told when this person cannot be", deputies},
    {"emergency", "true or false", "false",
     "Alerts that nobody acknowledges go on to the next person at once", yes_or_no,
     Speaker::person},
    {"templates", "a name", "\"\"",
     "Which set of templates, of those in templates/sets, to be told in", set_name},
    {"learning", "true or false", "true",
     "May what they act on decide where and when they are told, and what matters?", yes_or_no,
     Speaker::person},
    {"tracking", "true or false", "false", "May opening and clicking be noticed?", yes_or_no},
    {"favourites.teams", "a text or a list", "[]", "What matches raises an alert's priority",
     some_texts, Speaker::person},
    {"favourites.sections", "a text or a list", "[]", "What matches raises an alert's priority",
     some_texts, Speaker::person},
});

}  // namespace

std::span<const PreferenceKey> preference_keys() {
  return kKeys;
}

const PreferenceKey* find_preference(std::string_view name) {
  const auto* const found = std::find_if(kKeys.begin(), kKeys.end(),
                                         [&](const PreferenceKey& k) { return k.name == name; });
  return found == kKeys.end() ? nullptr : found;
}

std::vector<Problem> check_preference(std::string_view name, const Json& value, Speaker by) {
  const PreferenceKey* key = find_preference(name);
  if (key == nullptr) {
    std::vector<std::string_view> known;
    for (const PreferenceKey& k : kKeys) known.push_back(k.name);
    const auto near = nearest(name, known);
    return {{"key", fmt::format("'{}' is no preference{}", name,
                                near ? fmt::format(" (did you mean '{}'?)", *near) : "")}};
  }
  if (by > key->last) {
    return {{"key", fmt::format("'{}' is not {} to say", name,
                                by == Speaker::watch ? "one watch's" : "a person's")}};
  }
  if (std::string why = key->fault(value); !why.empty()) return {{"value", std::move(why)}};
  return {};
}

std::map<std::string, Json> initial_preferences(std::span<const std::string> channels) {
  std::map<std::string, Json> out{{"minimum_priority", "low"},
                                  {"digest", {{"default", "immediate"}, {"promotion", "weekly"}}},
                                  {"quiet_hours", Json::object()},
                                  {"tracking", false}};
  Json urgent = Json::array(), calm = Json::array();
  for (const bool interrupting : {true, false}) {
    for (const std::string& name : channels) {
      const auto channel = from_word<Channel>(name);
      if (!channel || interrupts(*channel) != interrupting) continue;
      if (std::find(urgent.begin(), urgent.end(), Json(name)) != urgent.end()) continue;
      urgent.push_back(name);
      if (!interrupting) calm.push_back(name);
    }
  }
  if (calm.empty()) calm = urgent;
  if (!urgent.empty()) out["channel_by_priority"] = {{"critical", urgent}, {"default", calm}};
  return out;
}

}  // namespace tocsin
