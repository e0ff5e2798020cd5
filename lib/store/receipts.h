// Receipts as rows: what providers said of messages, kept even where it came before our own record
// of the send.
//
// A row is open until what it says has been carried out. Call what writes inside a transaction.
// receipt is written here and nowhere else.
#pragma once

#include <optional>
#include <vector>

#include "model/receipt.h"
#include "store/database.h"

namespace tocsin::store {

struct StoredReceipt {
  std::int64_t id = 0;
  Receipt receipt;
  std::optional<std::int64_t> message_id;  // once known
  Instant received_at{};
};

// The row's ID, or nothing if the same was said before.
std::optional<std::int64_t> add_receipt(Database& db, const Receipt& receipt, Instant now);
// The next open rows by ID.
std::vector<StoredReceipt> open_receipts(Database& db, std::int64_t after, std::int64_t limit);
void name_receipt(Database& db, std::int64_t id, std::int64_t message_id);
// True for the one caller that closes it.
bool close_receipt(Database& db, std::int64_t id, Instant now);

}  // namespace tocsin::store
