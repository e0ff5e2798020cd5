// What became of a message after it left: receipts of providers, and what its reader did.
//
// A receipt is a row before anything else, so that one that comes before our own record of the
// send, or twice, or out of order, is neither lost nor taken for news. States only rise. Call
// inside a transaction.
#pragma once

#include "alert/audit.h"
#include "model/receipt.h"
#include "store/messages.h"
#include "store/receipts.h"

namespace tocsin::alert {

enum class Taken {
  applied,   // the message moved
  late,      // it was further than that already
  waiting,   // it is not known, or has not left: the next run of notify looks again
  repeated,  // the same was said before
};

Taken take_receipt(store::Database& db, Trail& trail, const Receipt& receipt);
// The message that a receipt is about; nothing while it is not known.
std::optional<store::Message> message_of(store::Database& db, const Receipt& receipt);
// Carries out what an open row says of the message's state; the row stays open while it waits, and
// where a failure or a dead address has further consequences, which are notify's.
Taken apply_receipt(store::Database& db, Trail& trail, const store::StoredReceipt& row);

// Its reader opened it: read, unless it is so already.
void mark_read(store::Database& db, Trail& trail, const store::Message& message);

}  // namespace tocsin::alert
