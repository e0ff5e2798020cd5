// The commands of tocsin-user, by subject: people.cc, destinations.cc, preferences.cc,
// learned.cc.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "cli/run.h"
#include "shared/preferences.h"
#include "store/people.h"

namespace tocsin::user_tool {

// By external ID, e-mail address or name; Exit::no_input unless exactly one fits.
store::Person find(cli::Run& run, const std::string& typed);

Exit add(cli::Run& run, const std::string& id, Json record);
Exit edit(cli::Run& run, const std::string& typed, const Json& changes);
Exit list(cli::Run& run, const std::string& role);
Exit show(cli::Run& run, const std::string& typed);

struct DestinationRequest {
  std::string user, action = "list";
  std::int64_t number = 0;  // as the list shows it
  std::string code;
};
// `fields`: the destination record's, for `add`.
Exit destinations(cli::Run& run, const DestinationRequest& request, const Json& fields);

// The same of those whom a user wants told in an emergency; `fields`: the emergency contact's.
Exit contacts(cli::Run& run, const DestinationRequest& request, const Json& fields);

// Of the system where `system` is set; then the arguments begin with the action.
Exit preferences_of(cli::Run& run, const std::string& user, const PreferenceRequest& request,
                    bool system);
Exit init_preferences(cli::Run& run, const std::vector<std::string>& users, bool all);

// What they act on, or (`forget`) nothing any more.
Exit learned(cli::Run& run, const std::string& typed, bool forget);

}  // namespace tocsin::user_tool
