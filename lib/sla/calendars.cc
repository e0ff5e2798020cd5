#include "sla/calendars.h"

#include <fmt/format.h>

#include "base/error.h"
#include "sla/calendar_file.h"

namespace tocsin::sla {

Calendars::Calendars() {
  all_.emplace(kAlwaysOpen, WorkingTime(Calendar::always_open()));
}

Calendars Calendars::load(const std::filesystem::path& folder, const std::string& zone) {
  namespace fs = std::filesystem;
  Calendars out;
  std::error_code ignored;
  if (folder.empty() || !fs::is_directory(folder, ignored)) return out;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".toml") continue;
    Calendar calendar = load_calendar(entry.path(), zone);
    std::string name = calendar.name();
    if (!out.all_.try_emplace(std::move(name), std::move(calendar)).second) {
      fail(Exit::config, "{}: the calendar {} is always open and has no file",
           entry.path().string(), kAlwaysOpen);
    }
  }
  return out;
}

WorkingTime& Calendars::find(std::string_view name) {
  const auto found = all_.find(name);
  if (found == all_.end()) fail(Exit::config, "there is no calendar '{}'", name);
  return found->second;
}

}  // namespace tocsin::sla
