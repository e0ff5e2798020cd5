// Learning what people act on (AN-9): each message that reached a person is judged once, when they
// had a day to act on it, and counted in their habits by its channel, hour, kind and priority.
//
// Acknowledging, following the link and buying count in full, opening by half; dismissing, and
// nothing at all, count against it. What ended or repeats nothing new (a resolution, a message
// asked for by command) and what waited for more than a day teaches nothing, and nobody is learned
// from whose preference `learning` is false.
//
// Messages are judged in the order they were made, two days later; how far that has come is one
// number, kept in the same transaction as what was learned, so that each counts once whatever dies.
#pragma once

#include <optional>
#include <string>

#include "alert/job_run.h"
#include "store/habits.h"

namespace tocsin::analyze {

inline constexpr Duration kTimeToLeave = std::chrono::hours{24};
inline constexpr Duration kTimeToAct = std::chrono::hours{24};

// The share by which a message was acted on; nothing where it teaches nothing.
std::optional<double> share_acted_on(const store::Told& message);

struct LearnJob {
  std::string time_zone = "UTC";  // of people who name none
  Instant now{};
  std::optional<std::int64_t> limit;  // messages at most
  bool wait = false;                  // for another run's lock
};

// Counts: learned.
alert::Counts run_learn(store::Database& db, const LearnJob& job);

}  // namespace tocsin::analyze
