// The outbox's claims: which messages a run tries now, and what becomes of those that no run
// brought back.

#include <fmt/format.h>

#include <iterator>

#include "base/text.h"
#include "store/message_rows.h"
#include "store/messages.h"

namespace tocsin::store {
namespace {

#define DUE_IN_LANE                                          \
  "SELECT " MESSAGE_COLUMNS                                  \
  " FROM message WHERE state = 'pending' AND lane = $1 AND " \
  "due_at <= $2 ORDER BY due_at, id LIMIT $3"
const Query kDue("messages.due", DUE_IN_LANE);
// For the transaction that claims them: what another one looks at is left to that.
const Query kDueForUs("messages.due_for_us", DUE_IN_LANE, DUE_IN_LANE " FOR UPDATE SKIP LOCKED");
#define CLAIM(ids)                                                           \
  "UPDATE message SET state = 'sending', claim_until = $2, claimed_by = $3 " \
  "WHERE id IN (" ids ")"
const Query kClaim(
    "messages.claim", CLAIM("SELECT value FROM json_each($1)"),
    CLAIM("SELECT CAST(m.value AS BIGINT) FROM jsonb_array_elements_text($1::jsonb) AS m(value)"));
const Query kClaimOne("messages.claim_one",
                      "UPDATE message SET state = 'sending', claim_until = $2, claimed_by = $3 "
                      "WHERE id = $1 AND state = 'pending' RETURNING " MESSAGE_COLUMNS);
#define TRIED_BEFORE \
  "state = 'pending' AND attempts > 0 AND channel = $1 AND ($2 = 0 OR destination_id = $2) "
const Query kTriedAgain("messages.tried_again",
                        "SELECT 1 FROM message WHERE " TRIED_BEFORE "LIMIT 1");
const Query kTryAgainNow("messages.try_again_now",
                         "UPDATE message SET due_at = $3 WHERE " TRIED_BEFORE "AND due_at > $3");
const Query kAnyDue("messages.any_due",
                    "SELECT id FROM message WHERE state = 'pending' AND lane = $1 AND "
                    "due_at <= $2 LIMIT 1");
#define LAPSED                                 \
  "SELECT " MESSAGE_COLUMNS                    \
  " FROM message WHERE state = 'sending' AND " \
  "claim_until <= $1 ORDER BY claim_until LIMIT $2"
const Query kLapsed("messages.lapsed", LAPSED, LAPSED " FOR UPDATE SKIP LOCKED");
// Claims of this run that lapse soon. Those of others have been taken over, or never were ours.
const Query kRenew("messages.renew",
                   "UPDATE message SET claim_until = $3 WHERE state = 'sending' AND "
                   "claim_until <= $2 AND claimed_by = $1 RETURNING id");
#define MOVE                                                                         \
  "UPDATE message SET state = $2, reason = $3, due_at = $4, attempts = $5, "         \
  "provider = COALESCE($6, provider), provider_id = COALESCE($7, provider_id), "     \
  "error = COALESCE($8, error), sent_at = COALESCE($9, sent_at), settled_at = $10, " \
  "claim_until = NULL, claimed_by = NULL WHERE id = $1 AND "
const Query kSettleLapsed("messages.settle_lapsed",
                          MOVE "state = 'sending' AND claim_until <= $11");
const Query kResolve("messages.resolve", MOVE "state = 'uncertain' AND attempts = $11");
const Query kUncertain(
    "messages.uncertain",
    "SELECT " MESSAGE_COLUMNS
    " FROM message WHERE state = 'uncertain' AND due_at <= $1 ORDER BY due_at LIMIT $2");

// `guard` is the last parameter of the query: what must still hold for the move to be made.
template <typename Guard>
bool carry_out(Database& db, const Query& query, const Move& move, const Guard& guard) {
  const std::string error = mask_addresses_in(move.error);
  return db.execute(query, move.id, move.to, move.reason, move.due_at, move.attempts,
                    text_or_null(move.provider), text_or_null(move.provider_id),
                    text_or_null(error), is_sent(move.to) ? std::optional(move.at) : std::nullopt,
                    is_settled(move.to) ? std::optional(move.at) : std::nullopt, guard) == 1;
}

}  // namespace

std::vector<Message> claim(Database& db, const Claim& claim, Lane lane, std::int64_t limit) {
  auto out = all_messages(db.query(kDueForUs, lane, claim.now, limit));
  if (out.empty()) return out;
  std::string ids;
  for (Message& m : out) {
    m.state = MessageState::sending;
    fmt::format_to(std::back_inserter(ids), "{}{}", ids.empty() ? '[' : ',', m.id);
  }
  db.execute(kClaim, ids + ']', claim.until, claim.by);
  return out;
}

std::optional<Message> claim_one(Database& db, const Claim& claim, std::int64_t id) {
  return first_message(db.query(kClaimOne, id, claim.until, claim.by));
}

std::vector<Message> lapsed(Database& db, Instant now, std::int64_t limit) {
  return all_messages(db.query(kLapsed, now, limit));
}

bool is_any_tried_again(Database& db, Channel channel, std::optional<std::int64_t> destination_id) {
  return db.query(kTriedAgain, channel, destination_id.value_or(0)).next();
}

void try_again_now(Database& db, Channel channel, std::optional<std::int64_t> destination_id,
                   Instant now) {
  db.execute(kTryAgainNow, channel, destination_id.value_or(0), now);
}

bool is_any_due(Database& db, Lane lane, Instant now) {
  return db.query(kAnyDue, lane, now).next();
}

std::vector<Message> due(Database& db, Instant now, std::int64_t limit) {
  std::vector<Message> out;
  for (Lane lane = 0; lane < kLanes; ++lane) {
    auto more =
        all_messages(db.query(kDue, lane, now, limit - static_cast<std::int64_t>(out.size())));
    std::move(more.begin(), more.end(), std::back_inserter(out));
  }
  return out;
}

std::vector<std::int64_t> renew(Database& db, const Claim& claim, Instant until) {
  std::vector<std::int64_t> out;
  for (Rows row = db.query(kRenew, claim.by, claim.until, until); row.next();) {
    out.push_back(row.integer(0));
  }
  return out;
}

bool settle_lapsed(Database& db, const Move& move, Instant now) {
  return carry_out(db, kSettleLapsed, move, now);
}

std::vector<Message> uncertain(Database& db, Instant now, std::int64_t limit) {
  return all_messages(db.query(kUncertain, now, limit));
}

bool resolve(Database& db, const Move& move, int attempts_before) {
  return carry_out(db, kResolve, move, attempts_before);
}

}  // namespace tocsin::store
