#include "store/links.h"

#include "store/sealed_rows.h"

namespace tocsin::store {
namespace {

const Query kAdd("links.add",
                 "INSERT INTO message_link (message_id, purpose, url) VALUES ($1, $2, $3) "
                 "ON CONFLICT (message_id, purpose) DO UPDATE SET url = excluded.url");
const Query kTarget("links.target",
                    "SELECT url FROM message_link WHERE message_id = $1 AND purpose = 'action'");
const Query kUsedAt("links.used_at",
                    "SELECT first_used_at FROM message_link WHERE message_id = $1 AND "
                    "purpose = $2");
const Query kUse(
    "links.use",
    "INSERT INTO message_link (message_id, purpose, first_used_at, last_used_at, uses) "
    "VALUES ($1, $2, $3, $3, 1) ON CONFLICT (message_id, purpose) DO UPDATE SET "
    "first_used_at = COALESCE(message_link.first_used_at, excluded.first_used_at), "
    "last_used_at = excluded.last_used_at, uses = message_link.uses + 1 "
    "RETURNING uses");

}  // namespace

void add_link(Database& db, std::int64_t message_id, LinkPurpose purpose, std::string_view url) {
  const std::string row = link_row(message_id, word(purpose));
  db.execute(kAdd, message_id, purpose, text_or_null(db.sealer().seal({kLinkUrl, row}, url)));
}

std::optional<std::string> link_target(Database& db, std::int64_t message_id) {
  Rows row = db.query(kTarget, message_id);
  if (!row.next()) return std::nullopt;
  const std::string url =
      row.opened(0, {kLinkUrl, link_row(message_id, word(LinkPurpose::action))});
  return url.empty() ? std::nullopt : std::optional(url);
}

std::optional<Instant> link_used_at(Database& db, std::int64_t message_id, LinkPurpose purpose) {
  Rows row = db.query(kUsedAt, message_id, purpose);
  return row.next() ? row.maybe_instant(0) : std::nullopt;
}

bool use_link(Database& db, std::int64_t message_id, LinkPurpose purpose, Instant now) {
  Rows row = db.query(kUse, message_id, purpose, now);
  return row.next() && row.integer(0) == 1;
}

}  // namespace tocsin::store
