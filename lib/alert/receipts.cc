#include "alert/receipts.h"

#include <fmt/format.h>

namespace tocsin::alert {
namespace {

MessageState state_of(ReceiptState said) {
  switch (said) {
    case ReceiptState::sent:
      return MessageState::sent;
    case ReceiptState::delivered:
      return MessageState::delivered;
    case ReceiptState::read:
      return MessageState::read;
    case ReceiptState::failed:
      break;
  }
  return MessageState::failed;
}

// It may leave yet, or be on its way.
bool has_not_left(MessageState s) {
  return s == MessageState::pending || s == MessageState::sending || s == MessageState::held;
}

std::string error_of(const Receipt& r) {
  if (r.state != ReceiptState::failed) return "";
  const std::string what = r.detail.empty() ? "not delivered" : r.detail;
  return r.code == 0 ? fmt::format("{} said: {}", r.provider, what)
                     : fmt::format("{} said: {} ({})", r.provider, what, r.code);
}

}  // namespace

std::optional<store::Message> message_of(store::Database& db, const Receipt& receipt) {
  if (!receipt.message.empty()) {
    if (auto m = store::find_message(db, receipt.message)) return m;
  }
  return store::find_message_of_provider(db, receipt.provider, receipt.provider_id);
}

Taken apply_receipt(store::Database& db, Trail& trail, const store::StoredReceipt& row) {
  const Receipt& r = row.receipt;
  const auto message = message_of(db, r);
  if (!message) return Taken::waiting;
  const MessageState to = state_of(r.state);
  const bool moved = store::advance(db, message->id, to, trail.now(), error_of(r));
  if (!moved && has_not_left(message->state)) return Taken::waiting;
  store::name_receipt(db, row.id, message->id);
  if (moved) {
    trail.note(fmt::format("message.{}", word(to)), "message", message->public_id,
               {{"provider", r.provider}, {"code", r.code}});
  }
  const bool has_consequences = r.dead_address || (moved && r.state == ReceiptState::failed);
  if (!has_consequences) store::close_receipt(db, row.id, trail.now());
  return moved ? Taken::applied : Taken::late;
}

Taken take_receipt(store::Database& db, Trail& trail, const Receipt& receipt) {
  const auto id = store::add_receipt(db, receipt, trail.now());
  if (!id) return Taken::repeated;
  return apply_receipt(db, trail, {*id, receipt, std::nullopt, trail.now()});
}

void mark_read(store::Database& db, Trail& trail, const store::Message& message) {
  if (!store::advance(db, message.id, MessageState::read, trail.now(), "")) return;
  trail.note("message.read", "message", message.public_id);
}

}  // namespace tocsin::alert
