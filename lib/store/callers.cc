#include "store/callers.h"

namespace tocsin::store {
namespace {

// $1 address, $2 now, $3 burst, $4 tokens a millisecond, $5 tokens left after the first request.
#define REFILLED(least, greatest)                  \
  least "(caller.burst, caller.tokens + " greatest \
        "(0, excluded.at - "                       \
        "caller.at) * excluded.rate)"
#define CALL(least, greatest) \
  "INSERT INTO caller (address, at, burst, rate, tokens, allowed) "                             \
  "VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT (address) DO UPDATE SET "                     \
  "at = excluded.at, burst = excluded.burst, rate = excluded.rate, "                            \
  "tokens = " REFILLED(least, greatest) " - CASE WHEN " REFILLED(least, greatest)               \
  " >= 1 THEN 1 ELSE 0 END, allowed = CASE WHEN " REFILLED(least, greatest)                     \
  " >= 1 THEN 1 ELSE 0 END RETURNING allowed"
const Query kCall("callers.call", CALL("MIN", "MAX"), CALL("LEAST", "GREATEST"));
const Query kForgetCallers("callers.forget", "DELETE FROM caller WHERE at < $1");

const Query kSee("callers.see",
                 "INSERT INTO seen_request (request, at) VALUES ($1, $2) ON CONFLICT DO NOTHING "
                 "RETURNING at");
const Query kForgetSeen("callers.forget_seen", "DELETE FROM seen_request WHERE at < $1");

}  // namespace

bool may_call(Database& db, std::string_view address, const Allowance& allowance, Instant now) {
  db.execute(kForgetCallers, now - allowance.refill);
  const double burst = allowance.burst;
  Rows row = db.query(kCall, address, now, burst,
                      burst / static_cast<double>(allowance.refill.count()), burst - 1);
  return row.next() && row.flag(0);
}

bool first_seen(Database& db, std::string_view request, Instant now, Duration remember) {
  db.execute(kForgetSeen, now - remember);
  return db.query(kSee, request, now).next();
}

}  // namespace tocsin::store
