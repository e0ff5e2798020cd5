#include "shared/calendars.h"

#include <fmt/format.h>

#include <map>
#include <memory>
#include <set>

#include "base/error.h"
#include "base/log.h"
#include "base/time.h"
#include "sla/calendar_file.h"
#include "sla/working_time.h"

namespace tocsin {
namespace {

class Openings {
 public:
  Openings(std::filesystem::path folder, std::string zone)
      : folder_(std::move(folder)), zone_(std::move(zone)) {}

  std::optional<Instant> next(const std::string& name, Instant from) {
    auto known = calendars_.find(name);
    if (known == calendars_.end()) known = calendars_.emplace(name, read(name)).first;
    auto& calendar = known->second;
    if (!calendar) return std::nullopt;
    try {
      if (const auto at = calendar->opens(sla::to_second(from))) return *at;
      warn(name, fmt::format("it does not open again after {}", format_instant(from)));
    } catch (const Error& e) {
      warn(name, e.what());
    }
    return std::nullopt;
  }

 private:
  std::optional<sla::WorkingTime> read(const std::string& name) {
    if (name == sla::kAlwaysOpen) return sla::WorkingTime(sla::Calendar::always_open());
    const auto file = folder_ / (name + ".toml");
    try {
      if (!folder_.empty() && file.parent_path() == folder_ && std::filesystem::exists(file)) {
        return sla::WorkingTime(sla::load_calendar(file, zone_));
      }
      warn(name, "there is none of this name");
    } catch (const std::exception& e) {
      warn(name, e.what());
    }
    return std::nullopt;
  }

  void warn(const std::string& name, std::string_view why) {
    if (!told_.insert(name).second) return;
    log::warning("", "nothing waits for the calendar '{}': {}", name, why);
  }

  std::filesystem::path folder_;
  std::string zone_;
  std::map<std::string, std::optional<sla::WorkingTime>> calendars_;  // as far as asked for
  std::set<std::string> told_;                                        // what cannot be used
};

}  // namespace

notify::Opens openings(std::filesystem::path folder, std::string zone) {
  return [all = std::make_shared<Openings>(std::move(folder), std::move(zone))](
             const std::string& name, Instant from) { return all->next(name, from); };
}

}  // namespace tocsin
