// policies/routing.toml: the file that admins write (tocsin-policies(5)). A file of this name
// beside the configuration stands for the shipped one.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "notify/plan/routing.h"

namespace tocsin::notify {

// Exit::config "WHERE:LINE: reason" for whatever does not fit: unknown keys and names, matchers,
// times and zones that are none. `zone` is that of mute times that name none. At most 1 MiB.
Routing read_routing(std::string_view text, const std::string& where, const std::string& zone);

// From `policies` (may be empty), else the shipped one.
Routing load_routing(const std::filesystem::path& policies, const std::string& zone);

}  // namespace tocsin::notify
