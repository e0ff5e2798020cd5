// The calendars of the installation, as notify and escalate ask for them.
#pragma once

#include <filesystem>
#include <string>

#include "notify/plan/working_hours.h"

namespace tocsin {

// By calendars/NAME.toml in `folder` (empty: there are none), and 24x7; `zone` is that of those
// that name none. A file is read when its calendar is first asked for. What cannot be read, or does
// not open again, is told as a warning, once. Not thread-safe.
notify::Opens openings(std::filesystem::path folder, std::string zone);

}  // namespace tocsin
