// History under other policies: what escalation would have told, beside what it did tell.
//
// Alerts are taken with what they are known by now, priority and recipients included; they were
// acknowledged and over when they really were. Schedules, overrides, silences and people's activity
// are those of then; that a greater trouble explained an alert is not kept, and holds nothing back.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/hours.h"
#include "escalate/lookup.h"

namespace tocsin::escalate {

// In whose hours people sleep: theirs, where they name a zone.
struct Night {
  HourRange hours;
  std::string zone;
};

struct Told {
  std::int64_t escalations = 0;  // that told anybody
  std::int64_t messages = 0, at_night = 0;
  std::vector<Duration> until_first;  // from the alert to the first step that told somebody
};

struct Replay {
  std::int64_t alerts = 0;
  Told then, now;  // as it was, and as it would have been
};

// Of alerts raised in [since, until).
Replay replay(store::Database& db, const Surroundings& surroundings, const Night& night,
              Instant since, Instant until);

// The nearest-rank median; nothing of none.
std::optional<Duration> median(std::vector<Duration> all);

}  // namespace tocsin::escalate
