// What `doctor` asks the database: jobs that are overdue, work that is stuck.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/database.h"

namespace tocsin::store {

struct LastRun {
  std::string job;
  std::optional<Instant> finished_well_at;  // absent: never
  std::string last_error;                   // of a failed run since then
};
LastRun last_run(Database& db, std::string_view job);

struct StuckWork {
  std::int64_t lapsed_page_claims = 0;     // claimed by runs that died
  std::int64_t lapsed_message_claims = 0;  // likewise
  std::int64_t late_messages = 0;          // due for long, not sent
  std::int64_t dead_letters = 0;           // failed and neither replayed nor dropped
  std::int64_t uncertain_messages = 0;
};
// Messages that wait because their provider takes nothing from us.
struct Refusal {
  std::string provider;
  std::int64_t messages = 0;
  std::string error;  // of one of them
};
std::vector<Refusal> refusals(Database& db);

// Calendars that somebody names, and how many do: organizations, and preferences for their working
// hours (of people, of organizations, of the system).
struct NamedCalendar {
  std::string name;
  std::int64_t organizations = 0, preferences = 0;
};
std::vector<NamedCalendar> named_calendars(Database& db);

// Late: due before `late_before`.
StuckWork stuck_work(Database& db, Instant now, Instant late_before);

}  // namespace tocsin::store
