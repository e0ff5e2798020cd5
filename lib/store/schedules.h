// What people change of on-call schedules from day to day: overrides and temporary schedules. The
// schedules themselves are files; here they are names.
//
// Nothing that has happened is rewritten: what has begun is ended, only what has not is deleted.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "store/change.h"
#include "store/database.h"

namespace tocsin::store {

// In [from, until) `person_id` stands for `replaced_id`; without person_id the other is away,
// without replaced_id the person stands for whoever it would be. One of the two is there.
struct ScheduleOverride {
  std::int64_t id = 0;
  std::string public_id, schedule;
  Instant from{}, until{};
  std::optional<std::int64_t> person_id, replaced_id;
  std::string reason, author;
  std::string uid;  // of the iCalendar event that it came from; empty: none
  friend bool operator==(const ScheduleOverride&, const ScheduleOverride&) = default;
};

struct SavedOverride {
  std::string public_id;
  Change change = Change::unchanged;
};
// Made here: the public ID. With a UID it takes the place of the schedule's override of that UID.
// Inside a transaction.
SavedOverride save_schedule_override(Database& db, const ScheduleOverride& given, Instant now);
std::optional<ScheduleOverride> find_schedule_override(Database& db, std::string_view public_id);
std::optional<ScheduleOverride> find_schedule_override(Database& db, std::string_view schedule,
                                                       std::string_view uid);
// Those that lie in [from, until), in the order in which they were made.
std::vector<ScheduleOverride> schedule_overrides(Database& db, std::string_view schedule,
                                                 Instant from, Instant until);
// False if it is over already.
bool end_schedule_override(Database& db, const ScheduleOverride& it, Instant now);

// From `from` to `until` its shifts stand for all layers of the schedule.
struct TemporarySchedule {
  struct Shift {
    Instant from{}, until{};
    std::int64_t person_id = 0;
  };
  std::int64_t id = 0;
  std::string public_id, schedule;
  Instant from{}, until{};
  std::string reason, author;
  std::vector<Shift> shifts;
};

// Made here: the public ID, which is returned. Inside a transaction.
std::string add_temporary_schedule(Database& db, const TemporarySchedule& given, Instant now);
std::optional<TemporarySchedule> find_temporary_schedule(Database& db, std::string_view public_id);
// Those that lie in [from, until), in the order in which they were made.
std::vector<TemporarySchedule> temporary_schedules(Database& db, std::string_view schedule,
                                                   Instant from, Instant until);
// False if it is over already. Inside a transaction.
bool end_temporary_schedule(Database& db, const TemporarySchedule& it, Instant now);

}  // namespace tocsin::store
