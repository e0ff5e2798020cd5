// policies/sla.toml: the file that admins write (tocsin-policies(5)). A file of this name beside
// the configuration stands for the shipped one.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "sla/calendars.h"
#include "sla/policy.h"

namespace tocsin::sla {

// Exit::config "WHERE:LINE: reason" for whatever does not fit: unknown keys, priorities and
// statuses, durations that are none, a calendar that does not exist, a policy that could take no
// ticket. At most 1 MiB.
std::vector<Policy> read_policies(std::string_view text, const std::string& where,
                                  const Calendars& calendars);

struct PolicyText {
  std::string content, where;
};
// The file in `policies` (may be empty), else the shipped one.
PolicyText find_policies(const std::filesystem::path& policies);

}  // namespace tocsin::sla
