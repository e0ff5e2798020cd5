// Calendars of desks, for tests: a walk over half hours, which knows no other arithmetic.
#pragma once

#include <map>
#include <set>
#include <string>

#include "base/time.h"
#include "base/zone.h"
#include "notify/plan/working_hours.h"

namespace tocsin::notify::test {

struct Desk {
  std::string zone = "Europe/London";
  int from = 9, until = 17;                  // hours of wall time
  std::set<unsigned> days{1, 2, 3, 4, 5};    // by weekday::c_encoding()
  std::set<std::chrono::local_days> shut{};  // holidays

  bool is_open(Instant t) const {
    const auto local = Zone::find(zone).to_local(t);
    const auto day = std::chrono::floor<std::chrono::days>(local);
    const auto hour = std::chrono::floor<std::chrono::hours>(local - day).count();
    return days.contains(std::chrono::weekday{day}.c_encoding()) && !shut.contains(day) &&
           hour >= from && hour < until;
  }
};

// office, berlin, summer (closed for three weeks), night (00:00 to 06:00, every day), none (never
// open); what else is unknown.
inline const std::map<std::string, Desk>& desks() {
  using std::chrono::local_days;
  using std::chrono::year;
  static const Desk summer = [] {
    Desk out;
    for (auto day = local_days{year{2026} / 7 / 20}; day < local_days{year{2026} / 8 / 10}; ++day) {
      out.shut.insert(day);
    }
    return out;
  }();
  static const std::map<std::string, Desk> all{
      {"summer", summer},
      {"office", {.shut = {local_days{year{2026} / 12 / 25}, local_days{year{2026} / 12 / 28}}}},
      {"berlin", {.zone = "Europe/Berlin"}},
      {"night", {.from = 0, .until = 6, .days = {0, 1, 2, 3, 4, 5, 6}}},
      {"none", {.days = {}}}};
  return all;
}

inline std::optional<Instant> opens(const Desk& desk, Instant from) {
  using std::chrono::minutes;
  // Whole hours begin on the half hour where a zone has such an offset.
  const Instant begin{from.time_since_epoch() / minutes{30} * minutes{30}};
  for (Instant t = begin; t < begin + std::chrono::days{40}; t += minutes{30}) {
    if (desk.is_open(t)) return std::max(from, t);
  }
  return std::nullopt;
}

inline std::optional<Instant> desk_opens(const std::string& name, Instant from) {
  const auto found = desks().find(name);
  return found == desks().end() ? std::nullopt : opens(found->second, from);
}

}  // namespace tocsin::notify::test
