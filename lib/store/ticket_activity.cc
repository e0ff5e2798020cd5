#include "store/ticket_activity.h"

#include "base/digest.h"
#include "store/read_rows.h"

namespace tocsin::store {
namespace {

#define COLUMNS \
  "id, ticket_id, source, external_id, kind, at, actor, from_value, to_value, is_public, text"

const Query kByIdentity("ticket_activity.by_identity",
                        "SELECT " COLUMNS " FROM ticket_activity WHERE identity = $1");
const Query kOf("ticket_activity.of",
                "SELECT " COLUMNS " FROM ticket_activity WHERE ticket_id = $1 ORDER BY at, id");
const Query kAfter("ticket_activity.after",
                   "SELECT " COLUMNS " FROM ticket_activity WHERE id > $1 ORDER BY id LIMIT $2");
const Query kAdd(
    "ticket_activity.add",
    TOCSIN_INSERT("INSERT INTO ticket_activity (ticket_id, identity, source, external_id, kind, "
                  "at, actor, from_value, to_value, is_public, text) VALUES ($1, $2, $3, $4, $5, "
                  "$6, $7, $8, $9, $10, $11) ON CONFLICT (identity) DO NOTHING"));
const Query kChange("ticket_activity.change",
                    "UPDATE ticket_activity SET kind = $2, at = $3, actor = $4, from_value = $5, "
                    "to_value = $6, is_public = $7, text = $8 WHERE id = $1");

TicketActivity read(const Rows& row) {
  return {
      row.integer(0), row.integer(1), row.string(2), row.string(3), row.as<TicketActivityKind>(4),
      row.instant(5), row.string(6),  row.string(7), row.string(8), row.flag(9),
      row.string(10)};
}

std::string external_identity(std::string_view source, std::string_view external_id) {
  return fmt::format("{}/{}", source, external_id);
}

// Lengths before texts: no two different activities give the same bytes.
std::string identity_of(const TicketActivity& a) {
  if (!a.external_id.empty()) return external_identity(a.source, a.external_id);
  std::string bytes = fmt::format("{}|{}|{}", a.ticket_id, word(a.kind), to_ms(a.at));
  for (const std::string& part : {a.by, a.from, a.to, a.text}) {
    bytes += fmt::format("|{}:{}", part.size(), part);
  }
  return sha256_hex(bytes).substr(0, 32);
}

}  // namespace

std::optional<Saved> save_activity(Database& db, const TicketActivity& a) {
  const std::string identity = identity_of(a);
  const auto made = db.insert(kAdd, a.ticket_id, identity, a.source, text_or_null(a.external_id),
                              a.kind, a.at, text_or_null(a.by), text_or_null(a.from),
                              text_or_null(a.to), a.is_public, text_or_null(a.text));
  if (made) return Saved{*made, Change::created};
  const auto stored = read_first(db.query(kByIdentity, identity), read);
  if (!stored || stored->ticket_id != a.ticket_id) return std::nullopt;
  TicketActivity wanted = a;
  wanted.id = stored->id;
  if (*stored == wanted || a.external_id.empty()) return Saved{stored->id, Change::unchanged};
  db.execute(kChange, stored->id, a.kind, a.at, text_or_null(a.by), text_or_null(a.from),
             text_or_null(a.to), a.is_public, text_or_null(a.text));
  return Saved{stored->id, Change::updated};
}

std::vector<TicketActivity> trail_of(Database& db, std::int64_t ticket_id) {
  return read_all(db.query(kOf, ticket_id), read);
}

std::optional<TicketActivity> find_activity(Database& db, std::string_view source,
                                            std::string_view external_id) {
  return read_first(db.query(kByIdentity, external_identity(source, external_id)), read);
}

std::vector<TicketActivity> ticket_activity_after(Database& db, std::int64_t id,
                                                  std::int64_t limit) {
  return read_all(db.query(kAfter, id, limit), read);
}

}  // namespace tocsin::store
