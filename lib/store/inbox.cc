#include "store/inbox.h"

#include <limits>

#include "store/message_rows.h"

namespace tocsin::store {
namespace {

#define IN_INBOX " FROM message WHERE channel = 'inapp' AND person_id = $1 "
const Query kInbox("messages.inbox",
                   "SELECT " MESSAGE_COLUMNS IN_INBOX
                   "AND state IN ('delivered', $2) AND created_at >= $3 AND id < $4 "
                   "ORDER BY id DESC LIMIT $5");
const Query kUnread("messages.unread", "SELECT COUNT(*)" IN_INBOX "AND state = 'delivered'");
const Query kMarkRead("messages.mark_read",
                      "UPDATE message SET state = 'read' WHERE id = $1 AND "
                      "state IN ('sent', 'delivered')");

}  // namespace

std::vector<Message> inbox(Database& db, const InboxFilter& filter) {
  const MessageState others = filter.only_unread ? MessageState::delivered : MessageState::read;
  return all_messages(db.query(kInbox, filter.person_id, others, filter.since.value_or(Instant{}),
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

}  // namespace tocsin::store
