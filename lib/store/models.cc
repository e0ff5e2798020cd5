#include "store/models.h"

#include "store/read_rows.h"

namespace tocsin::store {
namespace {

#define MODEL_COLUMNS "id, kind, trained_at, file, digest, card, in_use, former"
// One a training: they stay few.
const Query kAll("models.all", "SELECT " MODEL_COLUMNS " FROM model ORDER BY id DESC",
                 Reach::whole);
const Query kFind("models.find", "SELECT " MODEL_COLUMNS " FROM model WHERE id = $1");
const Query kInUse("models.in_use",
                   "SELECT " MODEL_COLUMNS " FROM model WHERE kind = $1 AND in_use = 1");
const Query kAdd(
    "models.add",
    TOCSIN_INSERT("INSERT INTO model (kind, trained_at, file, digest, card, in_use, former) "
                  "VALUES ($1, $2, $3, $4, $5, 1, $6)"));
const Query kRetire("models.retire", "UPDATE model SET in_use = 0 WHERE id = $1");
const Query kUse("models.use", "UPDATE model SET in_use = 1 WHERE id = $1");

StoredModel stored_model(const Rows& row) {
  return {.id = row.integer(0),
          .kind = row.string(1),
          .trained_at = row.instant(2),
          .file = row.string(3),
          .digest = row.string(4),
          .card = row.string(5),
          .in_use = row.flag(6),
          .former = row.maybe_integer(7)};
}

}  // namespace

std::vector<StoredModel> models(Database& db) {
  return read_all(db.query(kAll), stored_model);
}

std::optional<StoredModel> find_model(Database& db, std::int64_t id) {
  return read_first(db.query(kFind, id), stored_model);
}

std::optional<StoredModel> model_in_use(Database& db, std::string_view kind) {
  return read_first(db.query(kInUse, kind), stored_model);
}

std::int64_t add_model(Database& db, const StoredModel& m) {
  std::optional<std::int64_t> former;
  if (const auto last = model_in_use(db, m.kind)) {
    former = last->id;
    db.execute(kRetire, last->id);
  }
  return db.insert(kAdd, m.kind, m.trained_at, m.file, m.digest, m.card, former).value();
}

bool roll_back_model(Database& db, std::string_view kind) {
  const auto last = model_in_use(db, kind);
  if (!last) return false;
  db.execute(kRetire, last->id);
  if (last->former) db.execute(kUse, *last->former);
  return true;
}

}  // namespace tocsin::store
