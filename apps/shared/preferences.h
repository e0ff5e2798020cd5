// The command `preferences` of tocsin-user, tocsin-org and tocsin-watch: list, get, set, unset.
#pragma once

#include <string>

#include "cli/run.h"
#include "store/owner.h"

namespace tocsin {

struct PreferenceRequest {
  std::string action = "list", key, value;
};
void add_preference_arguments(cli::Options& options, PreferenceRequest& request);
// `whose` is for people: "user ann". Exit::no where nothing was there to take back.
Exit preferences(cli::Run& run, const store::Owner& owner, const std::string& whose,
                 const PreferenceRequest& request);

}  // namespace tocsin
