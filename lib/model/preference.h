// What people, organizations and the system may choose about their notices: one table of names,
// shapes, defaults and meanings. Import, the commands and tocsin-records(5) stand on it.
//
// A person's preference stands over that of the organization, that over the system's, that over the
// default here. Thread-safe.
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

struct PreferenceKey {
  std::string_view name;
  std::string_view shape;     // for people: "true or false"
  std::string_view fallback;  // JSON; what holds where nobody says anything
  std::string_view meaning;   // a line, no full stop
  // What is wrong with a value; empty: nothing.
  std::string (*fault)(const Json& value);
  bool of_admins = false;  // an organization's or the system's to say, not a person's
};

std::span<const PreferenceKey> preference_keys();
const PreferenceKey* find_preference(std::string_view name);
// An unknown name (with the nearest known one), a value of another shape, or one that is not a
// person's to say where a person does.
std::vector<Problem> check_preference(std::string_view name, const Json& value, bool by_person);

// Where to start with a person who has these channels, in the order of their destinations: what
// interrupts is kept for what is urgent, promotions come once a week, nights are quiet.
std::map<std::string, Json> initial_preferences(std::span<const std::string> channels);

}  // namespace tocsin
