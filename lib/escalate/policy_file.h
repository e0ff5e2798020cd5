// policies/escalation.toml: the file that admins write (tocsin-policies(5)). A file of this name
// beside the configuration stands for the shipped one.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "escalate/policy.h"

namespace tocsin::escalate {

// Exit::config "WHERE:LINE: reason" for whatever does not fit: unknown keys, targets, channels,
// priorities, durations that are none or longer than a year, steps that tell nobody, policies of
// one name, hours without a calendar, emergency contacts where nothing critical comes. Whether the
// people, schedules, programs and calendars named exist is not looked at. At most 1 MiB, 200
// policies, 20 steps, 50 rounds.
std::vector<Policy> read_policies(std::string_view text, const std::string& where);

struct PolicyText {
  std::string content, where;
};
// The file in `policies` (may be empty), else the shipped one.
PolicyText find_policies(const std::filesystem::path& policies);

}  // namespace tocsin::escalate
