// Schedules for tests, in few words.
#pragma once

#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "base/time.h"
#include "escalate/on_call.h"
#include "escalate/schedule_file.h"

namespace tocsin::escalate::test {

inline Instant at(std::string_view text) {
  return parse_instant(text).value();
}

inline Schedule schedule(std::string_view toml) {
  return read_schedule(toml, "test", "test.toml", "UTC");
}

inline Who who(const Schedule& s, std::string_view name) {
  for (Who w = 0; w < s.people.size(); ++w) {
    if (s.people[w].name == name) return w;
  }
  throw std::out_of_range(std::string(name));
}

inline std::string names(const Schedule& s, const Crew& crew) {
  std::string out;
  for (const Who w : crew) out += (out.empty() ? "" : "+") + s.people[w].name;
  return out.empty() ? "nobody" : out;
}

inline std::string on_call(const Schedule& s, const Changes& changes, std::string_view when) {
  const auto found = on_call_at(s, changes, at(when));
  return names(s, found ? found->people : Crew{});
}

// "ann 2026-01-05T09:00:00Z, bob …": each hand-off, gaps included.
inline std::vector<std::string> hand_offs(const Schedule& s, const Changes& changes,
                                          std::string_view from, std::string_view until) {
  std::vector<std::string> out;
  Instant t = at(from);
  for (const Shift& shift : timeline(s, changes, at(from), at(until))) {
    if (t < shift.from) out.push_back("nobody " + format_instant(t));
    out.push_back(names(s, shift.people) + " " + format_instant(shift.from));
    t = shift.until;
  }
  if (t < at(until)) out.push_back("nobody " + format_instant(t));
  return out;
}

}  // namespace tocsin::escalate::test
