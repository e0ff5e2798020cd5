#include "base/zone.h"

#include <date/tz.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "base/error.h"
#include "base/time.h"

namespace tocsin {
namespace {

void refuse_beyond_horizon(Instant t) {
  if (t >= kZoneHorizon) {
    fail(Exit::bad_input, "{} is after {}: local times that far ahead are not known",
         format_instant(t), format_instant(kZoneHorizon));
  }
}

bool is_utc(std::string_view name) {
  return name == "UTC" || name == "Etc/UTC" || name == "Z";
}

// By its file alone: to ask the library reads the list of all.
bool has_zone_file(std::string_view name) {
  constexpr std::string_view kInName =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-";
  constexpr auto kNoZones = std::to_array<std::string_view>({"Factory", "posixrules"});
  const bool is_name = !name.empty() && name.front() != '/' && name.back() != '/' &&
                       name.find_first_not_of(kInName) == name.npos &&
                       name.find("//") == name.npos && !name.starts_with("posix/") &&
                       !name.starts_with("right/") &&
                       std::find(kNoZones.begin(), kNoZones.end(), name) == kNoZones.end();
  if (!is_name) return false;
  std::array<char, 4> magic{};
  std::ifstream file(fmt::format("/usr/share/zoneinfo/{}", name), std::ios::binary);
  file.read(magic.data(), magic.size());                          // of a folder it fails
  return std::string_view(magic.data(), magic.size()) == "TZif";  // RFC 8536
}

}  // namespace

Zone Zone::utc() {
  return Zone{nullptr};
}

Zone Zone::find(std::string_view name) {
  if (is_utc(name)) return utc();
  try {
    return Zone{date::locate_zone(std::string(name))};
  } catch (const std::runtime_error&) {
    fail(Exit::bad_input, "time zone '{}' does not exist (names look like Europe/London)", name);
  }
}

bool Zone::exists(std::string_view name) {
  return is_utc(name) || has_zone_file(name);
}

Zone Zone::find_or(std::string_view name, const Zone& other) {
  return !name.empty() && exists(name) ? find(name) : other;
}

std::string Zone::name() const {
  return zone_ == nullptr ? "UTC" : zone_->name();
}

Duration Zone::offset(Instant t) const {
  if (zone_ == nullptr) return Duration::zero();
  refuse_beyond_horizon(t);
  return zone_->get_info(t).offset;
}

OffsetSpan Zone::offset_span(Instant t) const {
  if (zone_ == nullptr) return {Instant::min(), Instant::max(), Duration::zero()};
  refuse_beyond_horizon(t);
  const auto info = zone_->get_info(t);
  return {info.begin, std::min<Instant>(info.end, kZoneHorizon), info.offset};
}

LocalTime Zone::to_local(Instant t) const {
  return LocalTime{t.time_since_epoch() + offset(t)};
}

Instant Zone::to_instant(LocalTime t) const {
  if (zone_ == nullptr) return Instant{t.time_since_epoch()};
  refuse_beyond_horizon(Instant{t.time_since_epoch()});
  const auto info = zone_->get_info(date::local_time<Duration>{t.time_since_epoch()});
  if (info.result == date::local_info::nonexistent) {
    return std::chrono::time_point_cast<Duration>(info.first.end);
  }
  return Instant{t.time_since_epoch() - info.first.offset};
}

}  // namespace tocsin
