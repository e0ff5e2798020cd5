#include "store/receipts.h"

namespace tocsin::store {
namespace {

const Query kAdd(
    "receipts.add",
    TOCSIN_INSERT("INSERT INTO receipt (provider, provider_id, message, state, at, code, "
                  "dead_address, detail, received_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
                  "ON CONFLICT DO NOTHING"));
const Query kOpen("receipts.open",
                  "SELECT id, provider, provider_id, message, state, at, code, dead_address, "
                  "detail, message_id, received_at FROM receipt WHERE settled_at IS NULL "
                  "AND id > $1 ORDER BY id LIMIT $2");
const Query kName("receipts.name", "UPDATE receipt SET message_id = $2 WHERE id = $1");
const Query kClose("receipts.close",
                   "UPDATE receipt SET settled_at = $2 WHERE id = $1 AND settled_at IS NULL");

}  // namespace

std::optional<std::int64_t> add_receipt(Database& db, const Receipt& r, Instant now) {
  return db.insert(kAdd, r.provider, r.provider_id, text_or_null(r.message), r.state, r.at, r.code,
                   r.dead_address, text_or_null(r.detail), now);
}

std::vector<StoredReceipt> open_receipts(Database& db, std::int64_t after, std::int64_t limit) {
  std::vector<StoredReceipt> out;
  for (Rows row = db.query(kOpen, after, limit); row.next();) {
    StoredReceipt s;
    s.id = row.integer(0);
    s.receipt = {row.string(1),  row.string(2),
                 row.string(3),  row.as<ReceiptState>(4),
                 row.instant(5), static_cast<int>(row.integer(6)),
                 row.flag(7),    row.string(8)};
    s.message_id = row.maybe_integer(9);
    s.received_at = row.instant(10);
    out.push_back(std::move(s));
  }
  return out;
}

void name_receipt(Database& db, std::int64_t id, std::int64_t message_id) {
  db.execute(kName, id, message_id);
}

bool close_receipt(Database& db, std::int64_t id, Instant now) {
  return db.execute(kClose, id, now) == 1;
}

}  // namespace tocsin::store
