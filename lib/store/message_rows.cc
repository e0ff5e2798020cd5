#include "store/message_rows.h"

#include "store/read_rows.h"

namespace tocsin::store {
namespace {

Message read(const Rows& row) {
  Message m;
  m.id = row.integer(0);
  m.public_id = row.string(1);
  m.identity = row.string(2);
  m.alert_id = row.maybe_integer(3);
  m.person_id = row.maybe_integer(4);
  m.destination_id = row.maybe_integer(5);
  m.channel = row.as<Channel>(6);
  m.address = row.opened(7, {kMessageAddress, m.public_id});
  m.purpose = row.as<Purpose>(8);
  m.kind = row.string(9);
  m.subject_key = row.string(10);
  m.priority = static_cast<Priority>(row.integer(11));
  m.state = row.as<MessageState>(12);
  m.reason = row.as<Reason>(13);
  m.content = row.opened(14, {kMessageContent, m.public_id});
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

}  // namespace

std::vector<Message> all_messages(Rows rows) {
  return read_all(std::move(rows), read);
}

std::optional<Message> first_message(Rows rows) {
  return read_first(std::move(rows), read);
}

}  // namespace tocsin::store
