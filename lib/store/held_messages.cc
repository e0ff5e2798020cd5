#include "store/held_messages.h"

#include "store/message_rows.h"
#include "store/read_rows.h"

namespace tocsin::store {
namespace {

const Query kPlacesDue("messages.places_due",
                       "SELECT destination_id FROM message WHERE state = 'held' AND due_at <= $1 "
                       "AND destination_id IS NOT NULL GROUP BY destination_id "
                       "ORDER BY MIN(due_at), destination_id LIMIT $2");
const Query kHeldAt("messages.held_at",
                    "SELECT " MESSAGE_COLUMNS
                    " FROM message WHERE state = 'held' AND destination_id = $1 AND due_at <= $2 "
                    "ORDER BY id");
const Query kRelease("messages.release",
                     "UPDATE message SET state = 'pending', reason = 'released', due_at = $2, "
                     "expires_at = $3, variant = $4 WHERE id = $1 AND state = 'held'");
const Query kRewrite("messages.rewrite",
                     "UPDATE message_content SET content = $2 WHERE message_id = $1");
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
const Query kLookAtProviderDown("held.look_at_provider_down",
                                "UPDATE message SET due_at = $2 WHERE state = 'held' AND "
                                "due_at > $2 AND reason = 'provider_down' AND channel = $1");
const Query kExpire("held.expire",
                    "UPDATE message SET state = 'expired', reason = 'expired', settled_at = $2 "
                    "WHERE id = $1 AND state = 'held'");
const Query kDigests("messages.digests",
                     "SELECT person_id, destination_id, channel, address_masked, due_at, COUNT(*) "
                     "FROM message WHERE state = 'held' AND reason = 'digest' "
                     "GROUP BY person_id, destination_id, channel, address_masked, due_at "
                     "ORDER BY due_at, person_id, destination_id");

}  // namespace

std::vector<std::int64_t> places_due(Database& db, Instant now, std::int64_t limit) {
  return read_all(db.query(kPlacesDue, now, limit), read_id);
}

std::vector<Message> held_at(Database& db, std::int64_t destination_id, Instant now) {
  return all_messages(db.query(kHeldAt, destination_id, now));
}

void release(Database& db, const Message& m, Instant now, Instant expires_at) {
  const std::string sealed = db.sealer().seal({kMessageContent, m.public_id}, m.content);
  if (db.execute(kRelease, m.id, now, expires_at, text_or_null(m.variant)) == 0) return;
  db.execute(kRewrite, m.id, sealed);
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

void expire_held(Database& db, std::int64_t id, Instant now) {
  db.execute(kExpire, id, now);
}

void look_at_provider_down(Database& db, Channel channel, Instant now) {
  db.execute(kLookAtProviderDown, channel, now);
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

}  // namespace tocsin::store
