#include "store/silences.h"

#include "base/error.h"
#include "base/id.h"
#include "store/read_rows.h"

namespace tocsin::store {
namespace {

#define COLUMNS "id, public_id, matchers, from_at, until_at, reason, author, maintenance, mute_time"

const Query kAt("silences.at",
                "SELECT " COLUMNS
                " FROM silence WHERE until_at > $1 AND from_at <= $1 AND created_at <= $1 "
                "ORDER BY until_at");
const Query kFrom("silences.from",
                  "SELECT " COLUMNS " FROM silence WHERE until_at > $1 ORDER BY until_at");
const Query kAfter("silences.after",
                   "SELECT " COLUMNS " FROM silence WHERE id > $1 ORDER BY id LIMIT $2");
const Query kByPublicId("silences.by_public_id",
                        "SELECT " COLUMNS " FROM silence WHERE public_id = $1");
const Query kSame("silences.same",
                  "SELECT id FROM silence WHERE until_at = $1 AND matchers = $2 "
                  "AND reason = $3 AND author = $4 AND COALESCE(mute_time, '') = $5",
                  "SELECT id FROM silence WHERE until_at = $1 AND matchers = $2 "
                  "AND reason = $3 AND author = $4 AND COALESCE(mute_time, '') = $5::text");
const Query kAdd(
    "silences.add",
    TOCSIN_INSERT(
        "INSERT INTO silence (public_id, matchers, from_at, until_at, reason, author, "
        "created_at, maintenance, mute_time) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)"));
// A silence holds some time; one that is cut before its beginning keeps a moment of it.
const Query kExpire("silences.expire",
                    "UPDATE silence SET until_at = $2, "
                    "from_at = CASE WHEN from_at < $2 THEN from_at ELSE $2 - 1 END "
                    "WHERE id = $1 AND until_at > $2");

Silence read(const Rows& row) {
  return {row.integer(0), row.string(1), row.string(2), row.instant(3), row.instant(4),
          row.string(5),  row.string(6), row.flag(7),   row.string(8)};
}

}  // namespace

std::vector<Silence> silences_at(Database& db, Instant now) {
  return read_all(db.query(kAt, now), read);
}

std::vector<Silence> silences_from(Database& db, Instant now) {
  return read_all(db.query(kFrom, now), read);
}

std::vector<Silence> silences_after(Database& db, std::int64_t id, std::int64_t limit) {
  return read_all(db.query(kAfter, id, limit), read);
}

std::optional<Silence> find_silence(Database& db, std::string_view public_id) {
  return read_first(db.query(kByPublicId, public_id), read);
}

Saved add_silence(Database& db, const Silence& s, Instant now) {
  {
    Rows same = db.query(kSame, s.until, s.matchers, s.reason, s.author, s.mute_time);
    if (same.next()) return {same.integer(0), Change::unchanged};
  }
  const auto made = db.insert(kAdd, new_id(IdKind::silence, now), s.matchers, s.from, s.until,
                              s.reason, s.author, now, s.maintenance, text_or_null(s.mute_time));
  if (!made) fail(Exit::software, "the silence written gave no id");
  return {*made, Change::created};
}

bool expire_silence(Database& db, std::int64_t id, Instant now) {
  return db.execute(kExpire, id, now) > 0;
}

}  // namespace tocsin::store
