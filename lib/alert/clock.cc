#include "alert/clock.h"

#include "alert/escalating.h"
#include "alert/planning.h"
#include "base/log.h"
#include "store/clock.h"
#include "store/escalations.h"

namespace tocsin::alert {
namespace {

// Runs that follow each other closely need not say so.
constexpr Duration kNoteEvery{60'000};

}  // namespace

void obey_clock(store::Database& db, Instant now) {
  const auto known = store::clock_seen(db);
  if (known && std::chrono::abs(*known - now) < kNoteEvery) return;
  const auto back = db.transaction([&] {
    const auto seen = store::clock_seen(db);
    const Duration by = seen ? *seen - now : Duration{0};
    if (by > kClocksDiffer) {
      store::move_waits_back(db, by, now);
      move_planning_back(db, by, now);
      move_escalating_back(db, by, now);
      store::move_escalations_back(db, by, now);
    }
    store::see_clock(db, now);
    return by;
  });
  if (back > kClocksDiffer) {
    log::warning("",
                 "the clock has gone back by {} s since the last run; waits end as much earlier",
                 back.count() / 1'000);
  }
}

}  // namespace tocsin::alert
