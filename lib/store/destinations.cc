#include "store/destinations.h"

#include <algorithm>
#include <iterator>

#include "base/error.h"
#include "store/read_rows.h"
#include "store/sealed_rows.h"

namespace tocsin::store {
namespace {

#define COLUMNS                                                                               \
  "id, person_id, organization_id, contact_id, channel, address, origin, enabled, verified, " \
  "rank, options, dead_at, dead_reason"

const Query kById("destinations.by_id", "SELECT " COLUMNS " FROM destination WHERE id = $1");
const Query kOfPersonAt("destinations.of_person_at",
                        "SELECT " COLUMNS
                        " FROM destination WHERE person_id = $1 AND channel = $2 "
                        "AND address_index = $3");
const Query kOfOrganizationAt(
    "destinations.of_organization_at",
    "SELECT " COLUMNS
    " FROM destination WHERE organization_id = $1 AND channel = $2 AND address_index = $3");
const Query kOfContactAt("destinations.of_contact_at",
                         "SELECT " COLUMNS
                         " FROM destination WHERE contact_id = $1 AND channel = $2 "
                         "AND address_index = $3");
const Query kOfNobodyAt("destinations.of_nobody_at",
                        "SELECT " COLUMNS
                        " FROM destination WHERE person_id IS NULL AND organization_id IS NULL "
                        "AND contact_id IS NULL AND channel = $1 AND address_index = $2");
const Query kAtAddress("destinations.at_address",
                       "SELECT " COLUMNS
                       " FROM destination WHERE channel = $1 AND address_index = $2 ORDER BY id");
const Query kOfPerson("destinations.of_person",
                      "SELECT " COLUMNS " FROM destination WHERE person_id = $1 ORDER BY rank, id");
const Query kOfOrganization("destinations.of_organization",
                            "SELECT " COLUMNS
                            " FROM destination WHERE organization_id = $1 ORDER BY rank, id");
const Query kOfContact("destinations.of_contact",
                       "SELECT " COLUMNS
                       " FROM destination WHERE contact_id = $1 ORDER BY rank, id");
const Query kProfileOfPerson("destinations.profile_of_person",
                             "SELECT " COLUMNS
                             " FROM destination WHERE person_id = $1 AND channel = $2 "
                             "AND origin = 'profile'");
const Query kProfileOfOrganization("destinations.profile_of_organization",
                                   "SELECT " COLUMNS
                                   " FROM destination WHERE organization_id = $1 AND channel = $2 "
                                   "AND origin = 'profile'");
const Query kAfter("destinations.after",
                   "SELECT " COLUMNS " FROM destination WHERE id > $1 ORDER BY id LIMIT $2");
const Query kInsert(
    "destinations.insert",
    TOCSIN_INSERT(
        "INSERT INTO destination (person_id, organization_id, channel, address, origin, enabled, "
        "verified, rank, options, dead_at, dead_reason, created_at, updated_at, address_index, "
        "contact_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13, $14)"));
const Query kUpdate("destinations.update",
                    "UPDATE destination SET address = $2, origin = $3, enabled = $4, "
                    "verified = $5, rank = $6, options = $7, dead_at = $8, dead_reason = $9, "
                    "updated_at = $10, address_index = $11 WHERE id = $1");
const Query kMarkDead("destinations.mark_dead",
                      "UPDATE destination SET enabled = 0, dead_at = $2, dead_reason = $3, "
                      "updated_at = $2 WHERE id = $1 AND dead_at IS NULL");

const Query kForgetInMessages("destinations.forget_in_messages",
                              "UPDATE message SET destination_id = NULL WHERE destination_id = $1",
                              Reach::whole);
const Query kForgetInDecisions(
    "destinations.forget_in_decisions",
    "UPDATE decision SET destination_id = NULL WHERE destination_id = $1", Reach::whole);
const Query kRemoveCode("destinations.remove_code",
                        "DELETE FROM verification_code WHERE destination_id = $1");
// Whoever refers to it is looked for in whole tables: removing is rare.
const Query kRemove("destinations.remove", "DELETE FROM destination WHERE id = $1", Reach::whole);

constexpr std::string_view kAddress = "destination.address", kOptions = "destination.options";

std::string row_name(const Destination& d) {
  return destination_row(d.owner(), d.channel);
}

Destination read_destination(const Rows& row) {
  Destination d;
  d.id = row.integer(0);
  d.person_id = row.maybe_integer(1);
  d.organization_id = row.maybe_integer(2);
  d.contact_id = row.maybe_integer(3);
  d.channel = row.string(4);
  const std::string name = row_name(d);
  d.address = row.opened(5, {kAddress, name});
  d.origin = row.string(6);
  d.enabled = row.flag(7);
  d.verified = row.flag(8);
  d.rank = row.integer(9);
  d.options = row.opened(10, {kOptions, name});
  d.dead_at = row.maybe_instant(11);
  d.dead_reason = row.string(12);
  return d;
}

struct Sealed {
  std::string address, options, index;
  Sealed(Sealer& sealer, const Destination& d)
      : address(sealer.seal({kAddress, row_name(d)}, d.address)),
        options(sealer.seal({kOptions, row_name(d)}, d.options)),
        index(address_index(sealer, d.channel, d.address)) {}
};

std::int64_t insert(Database& db, const Destination& d, Instant now) {
  const Sealed sealed(db.sealer(), d);
  const auto made =
      db.insert(kInsert, d.person_id, d.organization_id, d.channel, sealed.address, d.origin,
                d.enabled, d.verified, d.rank, text_or_null(sealed.options), d.dead_at,
                text_or_null(d.dead_reason), now, sealed.index, d.contact_id);
  if (!made) fail(Exit::software, "the destination written gave no id");
  return *made;
}

void update(Database& db, const Destination& d, Instant now) {
  const Sealed sealed(db.sealer(), d);
  db.execute(kUpdate, d.id, sealed.address, d.origin, d.enabled, d.verified, d.rank,
             text_or_null(sealed.options), d.dead_at, text_or_null(d.dead_reason), now,
             sealed.index);
}

}  // namespace

Saved save_destination(Database& db, const Destination& destination, Instant now) {
  Destination wanted = destination;
  if (wanted.enabled) {
    wanted.dead_at.reset();
    wanted.dead_reason.clear();
  }
  const auto stored = find_destination(db, wanted.owner(), wanted.channel, wanted.address);
  if (!stored) return {insert(db, wanted, now), Change::created};
  wanted.id = stored->id;
  wanted.origin = stored->origin;  // what the profile names stays the profile's
  if (wanted == *stored) return {stored->id, Change::unchanged};
  update(db, wanted, now);
  return {stored->id, Change::updated};
}

bool follow_profile(Database& db, const Owner& owner, std::string_view channel,
                    std::string_view address, Instant now) {
  const auto former =
      read_first(owner.person_id ? db.query(kProfileOfPerson, *owner.person_id, channel)
                                 : db.query(kProfileOfOrganization, owner.organization_id, channel),
                 read_destination);
  if (former && former->address == address) return false;
  auto there = address.empty() ? std::nullopt : find_destination(db, owner, channel, address);
  const bool moves = former && !there && !address.empty();
  if (former && !moves) {
    // Messages name it, so the row stays.
    Destination retired = *former;
    retired.origin = "given";
    retired.enabled = false;
    update(db, retired, now);
  }
  if (there) {
    there->origin = "profile";
    update(db, *there, now);
    return true;
  }
  if (address.empty()) return former.has_value();
  Destination fresh = moves ? *former : Destination{};
  fresh.person_id = owner.person_id;
  fresh.organization_id = owner.organization_id;
  fresh.channel = channel;
  fresh.address = address;
  fresh.origin = "profile";
  fresh.verified = false;
  if (fresh.dead_at) {
    fresh.enabled = true;
    fresh.dead_at.reset();
    fresh.dead_reason.clear();
  }
  if (moves) {
    update(db, fresh, now);
  } else {
    insert(db, fresh, now);
  }
  return true;
}

void move_destination(Database& db, std::int64_t id, std::string_view address, Instant now) {
  auto moved = find_destination(db, id);
  if (!moved || moved->address == address) return;
  if (find_destination(db, moved->owner(), moved->channel, address)) {
    moved->enabled = false;
  } else {
    moved->address = address;
  }
  update(db, *moved, now);
}

bool mark_destination_dead(Database& db, std::int64_t id, Instant now, std::string_view reason) {
  return db.execute(kMarkDead, id, now, mask_addresses_in(reason)) > 0;
}

void remove_destination(Database& db, const Destination& destination) {
  if (destination.origin == "profile") {
    fail(Exit::bad_input, "this is the address of the person's profile: change it there");
  }
  db.execute(kForgetInMessages, destination.id);
  db.execute(kForgetInDecisions, destination.id);
  db.execute(kRemoveCode, destination.id);
  db.execute(kRemove, destination.id);
}

std::optional<Destination> find_destination(Database& db, std::int64_t id) {
  return read_first(db.query(kById, id), read_destination);
}

std::optional<Destination> find_destination(Database& db, const Owner& owner,
                                            std::string_view channel, std::string_view address) {
  const auto ask = [&](const std::string& index) {
    if (owner.person_id) return db.query(kOfPersonAt, *owner.person_id, channel, index);
    if (owner.contact_id) return db.query(kOfContactAt, *owner.contact_id, channel, index);
    return owner.organization_id
               ? db.query(kOfOrganizationAt, *owner.organization_id, channel, index)
               : db.query(kOfNobodyAt, channel, index);
  };
  for (const std::string& index : address_indexes(db.sealer(), channel, address)) {
    if (auto found = read_first(ask(index), read_destination)) return found;
  }
  return std::nullopt;
}

std::vector<Destination> destinations_at(Database& db, std::string_view channel,
                                         std::string_view address) {
  std::vector<Destination> out;
  for (const std::string& index : address_indexes(db.sealer(), channel, address)) {
    auto found = read_all(db.query(kAtAddress, channel, index), read_destination);
    std::move(found.begin(), found.end(), std::back_inserter(out));
  }
  return out;
}

std::vector<Destination> destinations_of_person(Database& db, std::int64_t person_id) {
  return read_all(db.query(kOfPerson, person_id), read_destination);
}

std::vector<Destination> destinations_of_organization(Database& db, std::int64_t organization_id) {
  return read_all(db.query(kOfOrganization, organization_id), read_destination);
}

std::vector<Destination> destinations_of_contact(Database& db, std::int64_t contact_id) {
  return read_all(db.query(kOfContact, contact_id), read_destination);
}

std::vector<Destination> destinations_after(Database& db, std::int64_t id, std::int64_t limit) {
  return read_all(db.query(kAfter, id, limit), read_destination);
}

}  // namespace tocsin::store
