#include "store/contacts.h"

#include "base/error.h"
#include "store/read_rows.h"

namespace tocsin::store {
namespace {

#define SELECT "SELECT id, person_id, name FROM emergency_contact "

const Query kById("contacts.by_id", SELECT "WHERE id = $1");
const Query kNamed("contacts.named", SELECT "WHERE person_id = $1 AND name = $2");
const Query kOfPerson("contacts.of_person", SELECT "WHERE person_id = $1 ORDER BY name");
const Query kAdd("contacts.add",
                 TOCSIN_INSERT("INSERT INTO emergency_contact (person_id, name, created_at) "
                               "VALUES ($1, $2, $3)"));
// Whoever refers to it is looked for in whole tables: removing is rare.
const Query kRemoveUnreachable("contacts.remove_unreachable",
                               "DELETE FROM emergency_contact WHERE id = $1 "
                               "AND NOT EXISTS (SELECT 1 FROM destination WHERE contact_id = $1)",
                               Reach::whole);

EmergencyContact read(const Rows& row) {
  return {row.integer(0), row.integer(1), row.string(2)};
}

}  // namespace

Saved save_contact(Database& db, std::int64_t person_id, std::string_view name, Instant now) {
  if (const auto known = read_first(db.query(kNamed, person_id, name), read)) {
    return {known->id, Change::unchanged};
  }
  const auto made = db.insert(kAdd, person_id, name, now);
  if (!made) fail(Exit::software, "the emergency contact written gave no id");
  return {*made, Change::created};
}

std::optional<EmergencyContact> find_contact(Database& db, std::int64_t id) {
  return read_first(db.query(kById, id), read);
}

std::vector<EmergencyContact> contacts_of_person(Database& db, std::int64_t person_id) {
  return read_all(db.query(kOfPerson, person_id), read);
}

void remove_contact_address(Database& db, const Destination& destination) {
  remove_destination(db, destination);
  db.execute(kRemoveUnreachable, destination.contact_id);
}

}  // namespace tocsin::store
