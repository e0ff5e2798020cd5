// Calendars and times as the tests of SLA arithmetic write them.
#pragma once

#include <string>

#include "base/file.h"
#include "base/time.h"
#include "sla/calendar_file.h"
#include "sla/policy_file.h"
#include "sla/terms.h"
#include "sla/working_time.h"
#include "support/fixtures.h"

namespace tocsin::sla::test {

using std::chrono::hours;
using std::chrono::minutes;

inline Second at(std::string_view text) {
  return to_second(parse_instant(text).value());
}

inline Interval between(std::string_view from, std::string_view until) {
  return {at(from), until.empty() ? kOpen : at(until)};
}

inline Calendar calendar(const std::string& toml) {
  return read_calendar(toml, "test", "x", "UTC", [](const std::string&) { return std::string(); });
}

inline WorkingTime working_time(const std::string& toml) {
  return WorkingTime(calendar(toml));
}

inline WorkingTime always_open() {
  return WorkingTime(Calendar::always_open());
}

// Monday to Friday with a pause for lunch, Friday shorter, in London.
inline const std::string kOffice = R"(
time_zone = "Europe/London"
[hours]
mon = ["09:00-12:30", "13:30-17:30"]
tue = ["09:00-12:30", "13:30-17:30"]
wed = ["09:00-12:30", "13:30-17:30"]
thu = ["09:00-12:30", "13:30-17:30"]
fri = ["09:00-16:00"]
)";

// The same hours every day.
inline std::string every_day(const std::string& zone, const std::string& ranges) {
  std::string out = "time_zone = \"" + zone + "\"\n[hours]\n";
  for (const char* day : {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}) {
    out += std::string(day) + " = [" + ranges + "]\n";
  }
  return out;
}

// With that calendar as `office`.
inline Terms office_terms(const std::string& policies) {
  const tocsin::test::ScratchFolder folder;
  write_file(folder / "office.toml", kOffice);
  Terms out;
  out.calendars = Calendars::load(folder.path(), "UTC");
  out.policies = read_policies(policies, "test", out.calendars);
  return out;
}

}  // namespace tocsin::sla::test
