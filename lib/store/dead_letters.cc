#include "store/dead_letters.h"

#include "base/text.h"
#include "store/destinations.h"
#include "store/message_rows.h"

namespace tocsin::store {
namespace {

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

}  // namespace

std::vector<Message> dead_letters(Database& db, const DeadFilter& filter) {
  const Instant since = filter.since.value_or(Instant{});
  const std::string_view channel = filter.channel ? word(*filter.channel) : "";
  auto out = all_messages(db.query(kDead, since, channel, filter.limit));
  const auto left = filter.limit - static_cast<std::int64_t>(out.size());
  auto unsure = all_messages(db.query(kUncertainForGood, kNever, since, channel, left));
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
                    db.sealer().seal({kMessageAddress, m->public_id}, address),
                    mask_address(address), elsewhere ? std::nullopt : m->destination_id) == 1;
}

bool drop(Database& db, std::int64_t id, Instant now) {
  return db.execute(kDrop, id, now) == 1;
}

}  // namespace tocsin::store
