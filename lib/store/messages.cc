#include "store/messages.h"

#include "base/text.h"
#include "store/message_rows.h"

namespace tocsin::store {
namespace {

const Query kAdd(
    "messages.add",
    TOCSIN_INSERT(
        "INSERT INTO message (public_id, identity, alert_id, person_id, destination_id, "
        "channel, address, purpose, kind, subject_key, priority, lane, state, reason, "
        "due_at, expires_at, created_at, settled_at, provider, bundle, address_masked, variant) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, "
        "$19, "
        "$20, $21, $22) "
        "ON CONFLICT (identity) DO NOTHING"));
const Query kAddContent("messages.add_content",
                        "INSERT INTO message_content (message_id, content) VALUES ($1, $2)");
const Query kById("messages.by_id", "SELECT " MESSAGE_COLUMNS " FROM message WHERE id = $1");
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

#define ADVANCE(to, from)                                 \
  "UPDATE message SET state = '" to                       \
  "', sent_at = COALESCE(sent_at, $2), settled_at = $3, " \
  "error = COALESCE($4, error) WHERE id = $1 AND state IN (" from ")"
const Query kToSent("messages.to_sent", ADVANCE("sent", "'uncertain'"));
const Query kToDelivered("messages.to_delivered", ADVANCE("delivered", "'sent', 'uncertain'"));
const Query kToRead("messages.to_read", ADVANCE("read", "'sent', 'delivered', 'uncertain'"));
const Query kToFailed("messages.to_failed", ADVANCE("failed", "'sent', 'uncertain'"));
const Query kSuppress("messages.suppress",
                      "UPDATE message SET state = 'suppressed', reason = $2, settled_at = $3 "
                      "WHERE id = $1 AND state IN ('pending', 'held')");

const Query kReachedSince("messages.reached_since",
                          "SELECT 1 FROM message WHERE created_at >= $2 AND destination_id = $1 "
                          "AND sent_at >= $2 LIMIT 1");

const Query kAttempts("messages.attempts",
                      "SELECT at, outcome, code, detail, latency_ms, retry_at FROM attempt "
                      "WHERE message_id = $1 ORDER BY id");

}  // namespace

std::optional<std::int64_t> add_message(Database& db, const Message& m) {
  const auto settled = is_settled(m.state) ? std::optional(m.created_at) : std::nullopt;
  const std::string address = db.sealer().seal({kMessageAddress, m.public_id}, m.address);
  const std::string content = db.sealer().seal({kMessageContent, m.public_id}, m.content);
  const auto id =
      db.insert(kAdd, m.public_id, m.identity, m.alert_id, m.person_id, m.destination_id, m.channel,
                address, m.purpose, m.kind, m.subject_key, m.priority, lane_of(m.priority), m.state,
                m.reason, m.due_at, m.expires_at, m.created_at, settled, text_or_null(m.provider),
                text_or_null(m.bundle), mask_address(m.address), text_or_null(m.variant));
  if (id) db.execute(kAddContent, *id, content);
  return id;
}

std::optional<Message> find_message(Database& db, std::int64_t id) {
  return first_message(db.query(kById, id));
}

std::optional<Message> find_message(Database& db, std::string_view public_id) {
  return first_message(db.query(kByPublicId, public_id));
}

std::optional<Message> find_message_of_provider(Database& db, std::string_view provider,
                                                std::string_view provider_id) {
  return first_message(db.query(kOfProvider, provider, provider_id));
}

std::vector<Message> sent_by_twilio(Database& db, Instant since, Instant until,
                                    std::int64_t limit) {
  return all_messages(db.query(kSentByTwilio, since, until, limit));
}

std::vector<Message> messages_of_alert(Database& db, std::int64_t alert_id) {
  return all_messages(db.query(kOfAlert, alert_id));
}

std::vector<Message> messages_of_person(Database& db, std::int64_t person_id, std::int64_t limit) {
  return all_messages(db.query(kOfPerson, person_id, limit));
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

bool suppress(Database& db, std::int64_t id, Reason reason, Instant now) {
  return db.execute(kSuppress, id, reason, now) == 1;
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

}  // namespace tocsin::store
