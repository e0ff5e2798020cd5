#include "store/preferences.h"

#include "base/error.h"

namespace tocsin::store {
namespace {

const Query kRemovePreference("preferences.remove", "DELETE FROM preference WHERE id = $1");
const Query kPreferenceOfPerson("preferences.of_person",
                                "SELECT id, name, value FROM preference WHERE person_id = $1");
const Query kPreferenceOfOrganization(
    "preferences.of_organization",
    "SELECT id, name, value FROM preference WHERE organization_id = $1");
const Query kPreferenceOfSystem("preferences.of_system",
                                "SELECT id, name, value FROM preference "
                                "WHERE person_id IS NULL AND organization_id IS NULL "
                                "AND watch_id IS NULL");
const Query kPreferenceOfWatch("preferences.of_watch",
                               "SELECT id, name, value FROM preference WHERE watch_id = $1");
const Query kChosenForWatch("preferences.chosen_for_watch",
                            "SELECT w.person_id, p.name, p.value FROM watch w "
                            "JOIN preference p ON p.watch_id = w.id WHERE w.public_id = $1");
const Query kPreferencesAfter("preferences.after",
                              "SELECT id, person_id, organization_id, name, value, watch_id "
                              "FROM preference "
                              "WHERE id > $1 ORDER BY id LIMIT $2");
const Query kAddPreference(
    "preferences.add",
    TOCSIN_INSERT(
        "INSERT INTO preference (person_id, organization_id, name, value, updated_at, watch_id) "
        "VALUES ($1, $2, $3, $4, $5, $6)"));
const Query kChangePreference("preferences.change",
                              "UPDATE preference SET value = $2, updated_at = $3 WHERE id = $1");

Rows preference_rows(Database& db, const Owner& owner) {
  if (owner.person_id) return db.query(kPreferenceOfPerson, *owner.person_id);
  if (owner.organization_id) return db.query(kPreferenceOfOrganization, *owner.organization_id);
  if (owner.watch_id) return db.query(kPreferenceOfWatch, *owner.watch_id);
  return db.query(kPreferenceOfSystem);
}

}  // namespace

Saved set_preference(Database& db, const Owner& owner, std::string_view name, const Json& value,
                     Instant now) {
  const std::string text = value.dump();
  std::optional<std::int64_t> id;
  bool same = false;
  for (Rows row = preference_rows(db, owner); row.next();) {
    if (row.text(1) != name) continue;
    id = row.integer(0);
    same = row.text(2) == text;
  }
  if (same) return {*id, Change::unchanged};
  if (id) {
    db.execute(kChangePreference, *id, text, now);
    return {*id, Change::updated};
  }
  const auto made = db.insert(kAddPreference, owner.person_id, owner.organization_id, name, text,
                              now, owner.watch_id);
  if (!made) fail(Exit::software, "the preference written gave no id");
  return {*made, Change::created};
}

bool remove_preference(Database& db, const Owner& owner, std::string_view name) {
  std::optional<std::int64_t> id;
  for (Rows row = preference_rows(db, owner); row.next();) {
    if (row.text(1) == name) id = row.integer(0);
  }
  return id && db.execute(kRemovePreference, *id) == 1;
}

std::map<std::string, Json> preferences(Database& db, std::optional<std::int64_t> person_id,
                                        std::optional<std::int64_t> organization_id) {
  auto merged = preferences_of(db, {});
  const auto over = [&](const Owner& owner) {
    for (auto& [name, value] : preferences_of(db, owner)) merged[name] = value;
  };
  if (organization_id) over({std::nullopt, organization_id});
  if (person_id) over({person_id, std::nullopt});
  return merged;
}

std::map<std::string, Json> preferences_of(Database& db, const Owner& owner) {
  std::map<std::string, Json> out;
  for (Rows row = preference_rows(db, owner); row.next();) {
    out[row.string(1)] = Json::parse(row.text(2));
  }
  return out;
}

std::optional<WatchPreferences> preferences_of_watch(Database& db, std::string_view public_id) {
  std::optional<WatchPreferences> out;
  for (Rows row = db.query(kChosenForWatch, public_id); row.next();) {
    if (!out) out.emplace();
    out->person_id = row.integer(0);
    out->chosen[row.string(1)] = Json::parse(row.text(2));
  }
  return out;
}

std::vector<StoredPreference> preferences_after(Database& db, std::int64_t id, std::int64_t limit) {
  std::vector<StoredPreference> out;
  for (Rows row = db.query(kPreferencesAfter, id, limit); row.next();) {
    out.push_back({row.integer(0),
                   {row.maybe_integer(1), row.maybe_integer(2), row.maybe_integer(5)},
                   row.string(3),
                   row.string(4)});
  }
  return out;
}

}  // namespace tocsin::store
