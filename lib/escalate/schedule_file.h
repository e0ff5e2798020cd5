// schedules/NAME.toml: rotations and layers, the file that admins write (tocsin-schedules(5)).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "escalate/schedule.h"

namespace tocsin::escalate {

// Exit::config "WHERE:LINE: reason" for whatever does not fit: unknown keys, zones, times and dates
// that are none, turns shorter than an hour or longer than a year, layers without people or of one
// name, ends before starts. `zone` is that of files that name none. People are as the file names
// them, nobody is looked up. At most 1 MiB, 50 layers, 1,000 turns a layer.
Schedule read_schedule(std::string_view text, const std::string& name, const std::string& where,
                       const std::string& zone);

// Named as the file without its ending. Exit::no_input if it is not there.
Schedule load_schedule(const std::filesystem::path& file, const std::string& zone);

// May be the name of a schedule: letters, digits, "-", "_", at most 64.
bool is_schedule_name(std::string_view text);

// The names of the schedules in `folder` (may be empty, or not there), sorted.
std::vector<std::string> schedule_names(const std::filesystem::path& folder);

}  // namespace tocsin::escalate
