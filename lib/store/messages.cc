#include "store/messages.h"

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "store/destinations.h"

namespace tocsin::store {
namespace {

#define MESSAGE_COLUMNS                                                                       \
  "id, public_id, identity, alert_id, person_id, destination_id, channel, address, purpose, " \
  "kind, subject_key, priority, state, reason, content, due_at, expires_at, attempts, "       \
  "created_at, sent_at, settled_at, provider, provider_id, error, bundle, variant"

const Query kAdd(
    "messages.add",
    "INSERT INTO message (public_id, identity, alert_id, person_id, destination_id, "
    "channel, address, purpose, kind, subject_key, priority, lane, state, reason, "
    "content, due_at, expires_at, created_at, settled_at, provider, bundle, "
    "address_masked, variant) VALUES ($1, $2, $3, "
    "$4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23) "
    "ON CONFLICT (identity) DO NOTHING RETURNING id");
const Query kById("messages.by_id", "SELECT " MESSAGE_COLUMNS " FROM message WHERE id = $1");
const Query kPublicId("messages.public_id", "SELECT public_id FROM message WHERE id = $1");
const Query kByPublicId("messages.by_public_id",
                        "SELECT " MESSAGE_COLUMNS " FROM message WHERE public_id = $1");
const Query kOfProvider("messages.of_provider",
                        "SELECT " MESSAGE_COLUMNS
                        " FROM message WHERE provider = $1 AND provider_id = $2 "
                        "ORDER BY id DESC LIMIT 1");
const Query kSentByTwilio("messages.sent_by_twilio",
                          "SELECT " MESSAGE_COLUMNS
                          " FROM message WHERE state = 'sent' AND provider = 'twilio' AND "
                          "sent_at > $1 AND sent_at <= $2 AND provider_id IS NOT NULL "
                          "ORDER BY sent_at DESC LIMIT $3");
const Query kOfAlert("messages.of_alert",
                     "SELECT " MESSAGE_COLUMNS " FROM message WHERE alert_id = $1 ORDER BY id");
const Query kOfPerson("messages.of_person",
                      "SELECT " MESSAGE_COLUMNS
                      " FROM message WHERE person_id = $1 ORDER BY created_at DESC LIMIT $2");
#define DUE_IN_LANE                                                   \
  "SELECT id FROM message WHERE state = 'pending' AND lane = $1 AND " \
  "due_at <= $2 ORDER BY due_at, id LIMIT $3"
const Query kClaim("messages.claim",
                   "UPDATE message SET state = 'sending', claim_until = $4, claimed_by = $5 "
                   "WHERE id IN (" DUE_IN_LANE ") RETURNING " MESSAGE_COLUMNS,
                   // ARRAY: picked and locked once, however the server joins.
                   "UPDATE message SET state = 'sending', claim_until = $4, claimed_by = $5 "
                   "WHERE id = ANY (ARRAY(" DUE_IN_LANE
                   " FOR UPDATE SKIP LOCKED)) RETURNING " MESSAGE_COLUMNS);
const Query kClaimOne("messages.claim_one",
                      "UPDATE message SET state = 'sending', claim_until = $2, claimed_by = $3 "
                      "WHERE id = $1 AND state = 'pending' RETURNING " MESSAGE_COLUMNS);
const Query kDue("messages.due",
                 "SELECT " MESSAGE_COLUMNS
                 " FROM message WHERE state = 'pending' AND lane = $1 AND due_at <= $2 "
                 "ORDER BY due_at, id LIMIT $3");
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

#define ADVANCE(to, from)                                 \
  "UPDATE message SET state = '" to                       \
  "', sent_at = COALESCE(sent_at, $2), settled_at = $3, " \
  "error = COALESCE($4, error) WHERE id = $1 AND state IN (" from ")"
const Query kToSent("messages.to_sent", ADVANCE("sent", "'uncertain'"));
const Query kToDelivered("messages.to_delivered", ADVANCE("delivered", "'sent', 'uncertain'"));
const Query kToRead("messages.to_read", ADVANCE("read", "'sent', 'delivered', 'uncertain'"));
const Query kToFailed("messages.to_failed", ADVANCE("failed", "'sent', 'uncertain'"));
const Query kReachedSince("messages.reached_since",
                          "SELECT 1 FROM message WHERE created_at >= $2 AND destination_id = $1 "
                          "AND sent_at >= $2 LIMIT 1");

const Query kAttempts("messages.attempts",
                      "SELECT at, outcome, code, detail, latency_ms, retry_at FROM attempt "
                      "WHERE message_id = $1 ORDER BY id");

const Query kPlacesDue("messages.places_due",
                       "SELECT destination_id FROM message WHERE state = 'held' AND due_at <= $1 "
                       "AND destination_id IS NOT NULL GROUP BY destination_id "
                       "ORDER BY MIN(due_at), destination_id LIMIT $2");
const Query kHeldAt("messages.held_at",
                    "SELECT " MESSAGE_COLUMNS
                    " FROM message WHERE state = 'held' AND destination_id = $1 AND due_at <= $2 "
                    "ORDER BY id");
const Query kRelease("messages.release",
                     "UPDATE message SET state = 'pending', reason = 'released', content = $2, "
                     "due_at = $3, expires_at = $4 WHERE id = $1 AND state = 'held'");
const Query kMerge("messages.merge",
                   "UPDATE message SET state = 'suppressed', reason = 'merged', merged_into = $2, "
                   "settled_at = $3 WHERE id = $1 AND state = 'held'");
const Query kCarries("messages.carries", "SELECT 1 FROM message WHERE merged_into = $1 LIMIT 1");
const Query kHoldOn("messages.hold_on",
                    "UPDATE message SET reason = $2, due_at = $3, bundle = $4 WHERE id = $1 AND "
                    "state = 'held'");
const Query kLookAtSilenced("messages.look_at_silenced",
                            "UPDATE message SET due_at = $1 WHERE state = 'held' AND due_at > $1 "
                            "AND reason IN ('silenced', 'maintenance')");
const Query kDigests("messages.digests",
                     "SELECT person_id, destination_id, channel, address_masked, due_at, COUNT(*) "
                     "FROM message WHERE state = 'held' AND reason = 'digest' "
                     "GROUP BY person_id, destination_id, channel, address_masked, due_at "
                     "ORDER BY due_at, person_id, destination_id");
const Query kSuppress("messages.suppress",
                      "UPDATE message SET state = 'suppressed', reason = $2, settled_at = $3 "
                      "WHERE id = $1 AND state IN ('pending', 'held')");

#define IN_INBOX " FROM message WHERE channel = 'inapp' AND person_id = $1 "
const Query kInbox("messages.inbox",
                   "SELECT " MESSAGE_COLUMNS IN_INBOX
                   "AND state IN ('delivered', $2) AND created_at >= $3 AND id < $4 "
                   "ORDER BY id DESC LIMIT $5");
const Query kUnread("messages.unread", "SELECT COUNT(*)" IN_INBOX "AND state = 'delivered'");
const Query kMarkRead("messages.mark_read",
                      "UPDATE message SET state = 'read' WHERE id = $1 AND "
                      "state IN ('sent', 'delivered')");

const Query kDead("messages.dead",
                  "SELECT " MESSAGE_COLUMNS
                  " FROM message WHERE state = 'failed' AND settled_at >= $1 AND "
                  "($2 = '' OR channel = $2) ORDER BY settled_at DESC, id DESC LIMIT $3");
const Query kUncertainForGood("messages.uncertain_for_good",
                              "SELECT " MESSAGE_COLUMNS
                              " FROM message WHERE state = 'uncertain' AND due_at >= $1 AND "
                              "created_at >= $2 AND ($3 = '' OR channel = $3) ORDER BY due_at, "
                              "id DESC LIMIT $4");
const Query kReplay("messages.replay",
                    "UPDATE message SET state = 'pending', reason = 'replayed', due_at = $2, "
                    "expires_at = $3, attempts = 0, settled_at = NULL, provider = NULL, "
                    "address = $4, address_masked = $5, destination_id = $6 "
                    "WHERE id = $1 AND state IN ('failed', 'uncertain')");
const Query kDrop("messages.drop",
                  "UPDATE message SET state = 'suppressed', reason = 'dropped', settled_at = $2 "
                  "WHERE id = $1 AND state IN ('failed', 'uncertain')");

constexpr std::string_view kAddress = "message.address", kContent = "message.content";

Message read(const Rows& row) {
  Message m;
  m.id = row.integer(0);
  m.public_id = row.string(1);
  m.identity = row.string(2);
  m.alert_id = row.maybe_integer(3);
  m.person_id = row.maybe_integer(4);
  m.destination_id = row.maybe_integer(5);
  m.channel = row.as<Channel>(6);
  m.address = row.opened(7, {kAddress, m.public_id});
  m.purpose = row.as<Purpose>(8);
  m.kind = row.string(9);
  m.subject_key = row.string(10);
  m.priority = static_cast<Priority>(row.integer(11));
  m.state = row.as<MessageState>(12);
  m.reason = row.as<Reason>(13);
  m.content = row.opened(14, {kContent, m.public_id});
  m.due_at = row.instant(15);
  m.expires_at = row.maybe_instant(16);
  m.attempts = static_cast<int>(row.integer(17));
  m.created_at = row.instant(18);
  m.sent_at = row.maybe_instant(19);
  m.settled_at = row.maybe_instant(20);
  m.provider = row.string(21);
  m.provider_id = row.string(22);
  m.error = row.string(23);
  m.bundle = row.string(24);
  m.variant = row.string(25);
  return m;
}

std::vector<Message> all(Rows rows) {
  std::vector<Message> out;
  while (rows.next()) out.push_back(read(rows));
  return out;
}

std::optional<Message> first(Rows rows) {
  if (!rows.next()) return std::nullopt;
  return read(rows);
}

std::string public_id_of(Database& db, std::int64_t id) {
  Rows row = db.query(kPublicId, id);
  return row.next() ? row.string(0) : "";
}

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

std::optional<std::int64_t> add_message(Database& db, const Message& m) {
  const auto settled = is_settled(m.state) ? std::optional(m.created_at) : std::nullopt;
  const std::string address = db.sealer().seal({kAddress, m.public_id}, m.address);
  const std::string content = db.sealer().seal({kContent, m.public_id}, m.content);
  Rows row = db.query(kAdd, m.public_id, m.identity, m.alert_id, m.person_id, m.destination_id,
                      m.channel, address, m.purpose, m.kind, m.subject_key, m.priority,
                      lane_of(m.priority), m.state, m.reason, content, m.due_at, m.expires_at,
                      m.created_at, settled, text_or_null(m.provider), text_or_null(m.bundle),
                      mask_address(m.address), text_or_null(m.variant));
  if (!row.next()) return std::nullopt;
  return row.integer(0);
}

std::optional<Message> find_message(Database& db, std::int64_t id) {
  return first(db.query(kById, id));
}

std::optional<Message> find_message(Database& db, std::string_view public_id) {
  return first(db.query(kByPublicId, public_id));
}

std::optional<Message> find_message_of_provider(Database& db, std::string_view provider,
                                                std::string_view provider_id) {
  return first(db.query(kOfProvider, provider, provider_id));
}

std::vector<Message> sent_by_twilio(Database& db, Instant since, Instant until,
                                    std::int64_t limit) {
  return all(db.query(kSentByTwilio, since, until, limit));
}

std::vector<Message> messages_of_alert(Database& db, std::int64_t alert_id) {
  return all(db.query(kOfAlert, alert_id));
}

std::vector<Message> messages_of_person(Database& db, std::int64_t person_id, std::int64_t limit) {
  return all(db.query(kOfPerson, person_id, limit));
}

std::vector<Message> claim(Database& db, const Claim& claim, Lane lane, std::int64_t limit) {
  auto out = all(db.query(kClaim, lane, claim.now, limit, claim.until, claim.by));
  std::sort(out.begin(), out.end(), [](const Message& a, const Message& b) {
    return std::pair(a.due_at, a.id) < std::pair(b.due_at, b.id);
  });
  return out;
}

std::optional<Message> claim_one(Database& db, const Claim& claim, std::int64_t id) {
  return first(db.query(kClaimOne, id, claim.until, claim.by));
}

std::vector<Message> lapsed(Database& db, Instant now, std::int64_t limit) {
  return all(db.query(kLapsed, now, limit));
}

bool is_any_due(Database& db, Lane lane, Instant now) {
  return db.query(kAnyDue, lane, now).next();
}

std::vector<Message> due(Database& db, Instant now, std::int64_t limit) {
  std::vector<Message> out;
  for (Lane lane = 0; lane < kLanes; ++lane) {
    auto more = all(db.query(kDue, lane, now, limit - static_cast<std::int64_t>(out.size())));
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
  return all(db.query(kUncertain, now, limit));
}

bool resolve(Database& db, const Move& move, int attempts_before) {
  return carry_out(db, kResolve, move, attempts_before);
}

bool advance(Database& db, std::int64_t id, MessageState to, Instant at, std::string_view error) {
  const bool failed = to == MessageState::failed;
  const Query& query = failed                          ? kToFailed
                       : to == MessageState::read      ? kToRead
                       : to == MessageState::delivered ? kToDelivered
                                                       : kToSent;
  return db.execute(query, id, failed ? std::nullopt : std::optional(at),
                    failed ? std::optional(at) : std::nullopt, text_or_null(error)) == 1;
}

bool reached_since(Database& db, std::int64_t destination_id, Instant since) {
  return db.query(kReachedSince, destination_id, since).next();
}

std::vector<Attempt> attempts_of(Database& db, std::int64_t message_id) {
  std::vector<Attempt> out;
  for (Rows row = db.query(kAttempts, message_id); row.next();) {
    out.push_back({message_id, row.instant(0), row.as<OutcomeClass>(1),
                   static_cast<int>(row.integer(2)), row.string(3), Duration{row.integer(4)},
                   row.maybe_instant(5)});
  }
  return out;
}

std::vector<std::int64_t> places_due(Database& db, Instant now, std::int64_t limit) {
  std::vector<std::int64_t> out;
  for (Rows row = db.query(kPlacesDue, now, limit); row.next();) out.push_back(row.integer(0));
  return out;
}

std::vector<Message> held_at(Database& db, std::int64_t destination_id, Instant now) {
  return all(db.query(kHeldAt, destination_id, now));
}

void release(Database& db, std::int64_t id, std::string_view content, Instant now,
             Instant expires_at) {
  const std::string sealed = db.sealer().seal({kContent, public_id_of(db, id)}, content);
  db.execute(kRelease, id, sealed, now, expires_at);
}

void merge(Database& db, std::int64_t id, std::int64_t into, Instant now) {
  db.execute(kMerge, id, into, now);
}

bool carries_others(Database& db, std::int64_t id) {
  return db.query(kCarries, id).next();
}

void hold_on(Database& db, std::int64_t id, Reason reason, Instant until, std::string_view bundle) {
  db.execute(kHoldOn, id, reason, until, text_or_null(bundle));
}

void look_at_silenced(Database& db, Instant now) {
  db.execute(kLookAtSilenced, now);
}

std::vector<WaitingDigest> waiting_digests(Database& db) {
  std::vector<WaitingDigest> out;
  for (Rows row = db.query(kDigests); row.next();) {
    out.push_back({row.maybe_integer(0), row.maybe_integer(1), row.as<Channel>(2), row.string(3),
                   row.instant(4), row.integer(5)});
  }
  return out;
}

bool suppress(Database& db, std::int64_t id, Reason reason, Instant now) {
  return db.execute(kSuppress, id, reason, now) == 1;
}

std::vector<Message> inbox(Database& db, const InboxFilter& filter) {
  const MessageState others = filter.only_unread ? MessageState::delivered : MessageState::read;
  return all(db.query(kInbox, filter.person_id, others, filter.since.value_or(Instant{}),
                      filter.before_id.value_or(std::numeric_limits<std::int64_t>::max()),
                      filter.limit));
}

std::int64_t unread_in_inbox(Database& db, std::int64_t person_id) {
  Rows row = db.query(kUnread, person_id);
  return row.next() ? row.integer(0) : 0;
}

bool mark_read(Database& db, std::int64_t id) {
  return db.execute(kMarkRead, id) == 1;
}

std::vector<Message> dead_letters(Database& db, const DeadFilter& filter) {
  const Instant since = filter.since.value_or(Instant{});
  const std::string_view channel = filter.channel ? word(*filter.channel) : "";
  auto out = all(db.query(kDead, since, channel, filter.limit));
  const auto left = filter.limit - static_cast<std::int64_t>(out.size());
  auto unsure = all(db.query(kUncertainForGood, kNever, since, channel, left));
  std::move(unsure.begin(), unsure.end(), std::back_inserter(out));
  return out;
}

bool replay(Database& db, std::int64_t id, Instant now, Instant expires_at, std::string_view to) {
  const auto m = find_message(db, id);
  if (!m) return false;
  const auto place = m->destination_id ? find_destination(db, *m->destination_id) : std::nullopt;
  const std::string address = !to.empty() ? std::string(to) : place ? place->address : m->address;
  // Another address is not that destination any more.
  const bool elsewhere = place && place->address != address;
  return db.execute(kReplay, id, now, expires_at,
                    db.sealer().seal({kAddress, m->public_id}, address), mask_address(address),
                    elsewhere ? std::nullopt : m->destination_id) == 1;
}

bool drop(Database& db, std::int64_t id, Instant now) {
  return db.execute(kDrop, id, now) == 1;
}

}  // namespace tocsin::store
