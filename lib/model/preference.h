// What people, organizations and the system may choose about their notices: one table of names,
// shapes, defaults and meanings. Import, the commands and tocsin-records(5) stand on it.
//
// What is chosen for one watch stands over its person's preference, that over the organization's,
// that over the system's, that over the default here. Thread-safe.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "model/record.h"

namespace tocsin {

// Who says it, from the most general to the most particular.
enum class Speaker { admin, person, watch };

struct PreferenceKey {
  std::string_view name;
  std::string_view shape;     // for people: "true or false"
  std::string_view fallback;  // JSON; what holds where nobody says anything
  std::string_view meaning;   // a line, no full stop
  // What is wrong with a value; empty: nothing.
  std::string (*fault)(const Json& value);
  Speaker last = Speaker::watch;  // the most particular who may say it; admins speak for all
};

std::span<const PreferenceKey> preference_keys();
const PreferenceKey* find_preference(std::string_view name);
// An unknown name (with the nearest known one), a value of another shape, or one that is not theirs
// to say.
std::vector<Problem> check_preference(std::string_view name, const Json& value, Speaker by);

// Where to start with a person who has these channels, in the order of their destinations: what
// interrupts is kept for what is urgent, promotions come once a week, nights are quiet.
std::map<std::string, Json> initial_preferences(std::span<const std::string> channels);

}  // namespace tocsin
