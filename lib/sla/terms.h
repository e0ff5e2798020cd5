// The SLA terms of an installation: its policies and the calendars they name. Not thread-safe,
// since calendars grow as they are asked.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sla/calendars.h"
#include "sla/policy.h"

namespace tocsin::sla {

struct Terms {
  std::vector<Policy> policies;
  Calendars calendars;
  // Another one whenever a file that they were read from says something else.
  std::string digest;
};

// From calendars/ and policies/sla.toml of `configuration` (may be empty: what ships); `zone` is
// that of calendars that name none. Exit::config as read_calendar and read_policies say.
Terms load_terms(const std::filesystem::path& configuration, const std::string& zone);

}  // namespace tocsin::sla
