#include "store/watches.h"

#include "base/error.h"
#include "base/id.h"
#include "store/read_rows.h"

namespace tocsin::store {
namespace {

#define COLUMNS                                                                         \
  "id, public_id, source, external_id, person_id, name, criteria, paused, removed_at, " \
  "expires_at"

const Query kById("watches.by_id", "SELECT " COLUMNS " FROM watch WHERE id = $1");
const Query kByPublicId("watches.by_public_id",
                        "SELECT " COLUMNS " FROM watch WHERE public_id = $1");
const Query kByKey("watches.by_key",
                   "SELECT " COLUMNS " FROM watch WHERE source = $1 AND external_id = $2");
const Query kByExternalId("watches.by_external_id",
                          "SELECT " COLUMNS
                          " FROM watch WHERE external_id = $1 AND removed_at IS NULL LIMIT 2");
const Query kAfter("watches.after",
                   "SELECT " COLUMNS
                   " FROM watch WHERE id > $1 AND removed_at IS NULL ORDER BY id LIMIT $2");
const Query kOfPerson("watches.of_person",
                      "SELECT " COLUMNS
                      " FROM watch WHERE person_id = $1 AND removed_at IS NULL ORDER BY id");
const Query kSave(
    "watches.save",
    "INSERT INTO watch (public_id, source, external_id, person_id, name, criteria, paused, "
    "removed_at, expires_at, look_due_at, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, "
    "$7, $8, $9, $10, $10, $10) ON CONFLICT (source, external_id) DO UPDATE SET "
    "person_id = excluded.person_id, name = excluded.name, criteria = excluded.criteria, "
    "paused = excluded.paused, removed_at = excluded.removed_at, "
    "expires_at = excluded.expires_at, look_due_at = excluded.look_due_at, "
    "updated_at = excluded.updated_at RETURNING id");

Watch read_watch(const Rows& row) {
  return {row.integer(0), row.string(1), row.string(2), row.string(3),        row.integer(4),
          row.string(5),  row.string(6), row.flag(7),   row.maybe_instant(8), row.maybe_instant(9)};
}

}  // namespace

Saved save_watch(Database& db, const Watch& watch, Instant now) {
  const auto stored = find_watch(db, watch.source, watch.external_id);
  Watch wanted = watch;
  wanted.id = stored ? stored->id : 0;
  wanted.public_id = stored ? stored->public_id : new_id(IdKind::watch, now);
  if (stored && *stored == wanted) return {stored->id, Change::unchanged};
  Rows written = db.query(kSave, wanted.public_id, wanted.source, wanted.external_id,
                          wanted.person_id, wanted.name, wanted.criteria, wanted.paused,
                          wanted.removed_at, wanted.expires_at, now);
  if (!written.next()) fail(Exit::software, "the watch written gave no id");
  return {written.integer(0), stored ? Change::updated : Change::created};
}

std::optional<Watch> find_watch(Database& db, std::int64_t id) {
  return read_only(db.query(kById, id), read_watch);
}

std::optional<Watch> find_watch(Database& db, std::string_view source,
                                std::string_view external_id) {
  return read_only(db.query(kByKey, source, external_id), read_watch);
}

std::optional<Watch> find_watch_named(Database& db, std::string_view typed) {
  if (const auto id = canonical_id(typed)) {
    if (auto found = read_only(db.query(kByPublicId, *id), read_watch)) return found;
  }
  return read_only(db.query(kByExternalId, typed), read_watch);
}

std::vector<Watch> watches_by_external_id(Database& db, std::string_view external_id) {
  return read_all(db.query(kByExternalId, external_id), read_watch);
}

std::vector<Watch> watches_after(Database& db, std::int64_t id, std::int64_t limit) {
  return read_all(db.query(kAfter, id, limit), read_watch);
}

std::vector<Watch> watches_of_person(Database& db, std::int64_t person_id) {
  return read_all(db.query(kOfPerson, person_id), read_watch);
}

}  // namespace tocsin::store
