// What people did with what they were told, counted: what learning keeps and reads.
//
// `habit` is written here and nowhere else. Call what writes inside a transaction.
#pragma once

#include <string>
#include <vector>

#include "model/habit.h"
#include "model/message.h"
#include "store/database.h"

namespace tocsin::store {

Habits habits_of(Database& db, std::int64_t person_id);
void save_habit(Database& db, std::int64_t person_id, HabitTrait trait, std::string_view value,
                const Response& response);
// The number of values forgotten.
std::int64_t forget_habits(Database& db, std::int64_t person_id);

// A message that planning made, and what its person did about its alert within a time after it
// left.
struct Told {
  std::int64_t id = 0;
  Instant created_at{};
  // The rest only of one that reached a person.
  std::optional<std::int64_t> person_id;
  std::optional<Instant> sent_at;
  Purpose purpose = Purpose::first;
  Channel channel = Channel::email;
  std::string kind, time_zone;  // the person's, else their organization's, else empty
  std::int64_t priority = 0;
  bool acted = false;   // acknowledged, followed its link, bought
  bool looked = false;  // opened or read it
  bool dismissed = false;
};
// In the order they were made, after the one with this id.
std::vector<Told> told_after(Database& db, std::int64_t id, Duration within, std::int64_t limit);

}  // namespace tocsin::store
