// Platform files: TOML to values. The language is described in tocsin-platforms(5).
#pragma once

#include <string>
#include <string_view>

#include "scrape/platform/rules.h"

namespace tocsin::scrape {

inline constexpr std::size_t kLargestPlatformFile = 1U << 20;

// `origin` names the file in errors; `name` is the platform's, the file's name without its ending.
// Exit::config "ORIGIN:LINE: reason" for whatever does not fit; unknown keys with the nearest
// known one.
Platform read_platform(std::string_view toml, const std::string& origin, const std::string& name);

}  // namespace tocsin::scrape
