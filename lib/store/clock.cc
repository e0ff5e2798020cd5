#include "store/clock.h"

#include "store/messages.h"

namespace tocsin::store {
namespace {

const Query kSeen("clock.seen", "SELECT seen_at FROM clock WHERE id = 1");
const Query kSee("clock.see",
                 "INSERT INTO clock (id, seen_at) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET "
                 "seen_at = excluded.seen_at WHERE clock.seen_at <> excluded.seen_at");

#define DUE_EARLIER \
  "UPDATE message SET due_at = CASE WHEN due_at - $2 < $1 THEN $1 ELSE due_at - $2 END WHERE "
const Query kPending("clock.pending",
                     DUE_EARLIER "state = 'pending' AND lane IN (0, 1, 2, 3) AND due_at > $1");
const Query kUncertain("clock.uncertain",
                       DUE_EARLIER "state = 'uncertain' AND due_at > $1 AND due_at < $3");
const Query kHeld("clock.held", DUE_EARLIER
                  "state = 'held' AND due_at > $1 AND reason IN ('grouped', "
                  "'over_ladder', 'provider_down')");
const Query kAllowances(
    "clock.allowances",
    "UPDATE allowance SET paused_until = paused_until - $2, recovered_at = recovered_at - $2, "
    "filled_at = filled_at - $2 WHERE filled_at > $1");

}  // namespace

std::optional<Instant> clock_seen(Database& db) {
  Rows row = db.query(kSeen);
  if (!row.next()) return std::nullopt;
  return row.instant(0);
}

void see_clock(Database& db, Instant now) {
  db.execute(kSee, now);
}

void move_waits_back(Database& db, Duration by, Instant now) {
  db.execute(kPending, now, by);
  db.execute(kUncertain, now, by, kNever);
  db.execute(kHeld, now, by);
  db.execute(kAllowances, now, by);
}

}  // namespace tocsin::store
