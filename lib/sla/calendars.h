// The calendars of an installation by their names: calendars/*.toml beside the configuration, and
// 24x7, which needs no file. Each is compiled when it is first asked for. Not thread-safe.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "sla/working_time.h"

namespace tocsin::sla {

class Calendars {
 public:
  Calendars();  // only 24x7
  // The files of `folder` (may be empty, or not there); `zone` is that of those that name none.
  // Exit::config as read_calendar says, and for a file that takes the name of 24x7.
  static Calendars load(const std::filesystem::path& folder, const std::string& zone);

  bool has(std::string_view name) const { return all_.contains(name); }
  // Exit::config if there is none of this name.
  WorkingTime& find(std::string_view name);

 private:
  std::map<std::string, WorkingTime, std::less<>> all_;
};

}  // namespace tocsin::sla
