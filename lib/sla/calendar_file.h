// calendars/NAME.toml: the file that admins write (tocsin-calendars(5)).
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "sla/calendar.h"

namespace tocsin::sla {

// The text of a file that the calendar names.
using ReadFile = std::function<std::string(const std::string& name)>;

// Exit::config "WHERE:LINE: reason" for whatever does not fit: unknown keys, zones, times and dates
// that are none, ranges that are empty or overlap, holidays that leave a year without work, no
// working time at all. `zone` is that of files that name none. At most 1 MiB of text, and 100,000
// days of holidays from 1970 to 2037.
Calendar read_calendar(std::string_view text, const std::string& name, const std::string& where,
                       const std::string& zone, const ReadFile& read_ical);

// Named as the file without its ending; iCalendar files are looked for beside it. Exit::no_input if
// it is not there.
Calendar load_calendar(const std::filesystem::path& file, const std::string& zone);

}  // namespace tocsin::sla
