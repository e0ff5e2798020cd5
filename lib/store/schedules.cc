#include "store/schedules.h"

#include "base/error.h"
#include "base/id.h"
#include "store/read_rows.h"

namespace tocsin::store {
namespace {

#define OVERRIDE \
  "id, public_id, schedule, from_at, until_at, person_id, replaced_id, reason, author, uid"
#define TEMPORARY "id, public_id, schedule, from_at, until_at, reason, author"

const Query kOverrides("schedules.overrides",
                       "SELECT " OVERRIDE
                       " FROM schedule_override WHERE schedule = $1 AND until_at > $2 AND "
                       "from_at < $3 ORDER BY id");
const Query kOverride("schedules.override",
                      "SELECT " OVERRIDE " FROM schedule_override WHERE public_id = $1");
const Query kOverrideOfUid("schedules.override_of_uid",
                           "SELECT " OVERRIDE
                           " FROM schedule_override WHERE schedule = $1 AND uid = $2");
const Query kAddOverride(
    "schedules.add_override",
    TOCSIN_INSERT(
        "INSERT INTO schedule_override (public_id, schedule, from_at, until_at, person_id, "
        "replaced_id, reason, author, uid, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"));
const Query kChangeOverride(
    "schedules.change_override",
    "UPDATE schedule_override SET from_at = $2, until_at = $3, person_id = $4, "
    "replaced_id = $5, reason = $6, author = $7 WHERE id = $1");
const Query kDeleteOverride("schedules.delete_override",
                            "DELETE FROM schedule_override WHERE id = $1 AND from_at >= $2");
const Query kEndOverride(
    "schedules.end_override",
    "UPDATE schedule_override SET until_at = $2 WHERE id = $1 AND from_at < $2 AND until_at > $2");

const Query kTemporaries("schedules.temporaries",
                         "SELECT " TEMPORARY
                         " FROM temporary_schedule WHERE schedule = $1 AND until_at > $2 AND "
                         "from_at < $3 ORDER BY id");
const Query kTemporary("schedules.temporary",
                       "SELECT " TEMPORARY " FROM temporary_schedule WHERE public_id = $1");
const Query kAddTemporary(
    "schedules.add_temporary",
    TOCSIN_INSERT("INSERT INTO temporary_schedule (public_id, schedule, from_at, until_at, reason, "
                  "author, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)"));
const Query kDeleteTemporary("schedules.delete_temporary",
                             "DELETE FROM temporary_schedule WHERE id = $1");
const Query kEndTemporary("schedules.end_temporary",
                          "UPDATE temporary_schedule SET until_at = $2 "
                          "WHERE id = $1 AND from_at < $2 AND until_at > $2");
const Query kShifts("schedules.shifts",
                    "SELECT from_at, until_at, person_id FROM temporary_shift "
                    "WHERE temporary_schedule_id = $1 ORDER BY id");
const Query kAddShift("schedules.add_shift",
                      TOCSIN_INSERT("INSERT INTO temporary_shift (temporary_schedule_id, from_at, "
                                    "until_at, person_id) VALUES ($1, $2, $3, $4)"));
const Query kDeleteShifts("schedules.delete_shifts",
                          "DELETE FROM temporary_shift WHERE temporary_schedule_id = $1");

ScheduleOverride read_override(const Rows& row) {
  return {row.integer(0),       row.string(1),        row.string(2), row.instant(3), row.instant(4),
          row.maybe_integer(5), row.maybe_integer(6), row.string(7), row.string(8),  row.string(9)};
}

TemporarySchedule read_temporary(const Rows& row) {
  return {row.integer(0), row.string(1), row.string(2), row.instant(3),
          row.instant(4), row.string(5), row.string(6), {}};
}

TemporarySchedule::Shift read_shift(const Rows& row) {
  return {row.instant(0), row.instant(1), row.integer(2)};
}

}  // namespace

std::vector<ScheduleOverride> schedule_overrides(Database& db, std::string_view schedule,
                                                 Instant from, Instant until) {
  return read_all(db.query(kOverrides, schedule, from, until), read_override);
}

std::optional<ScheduleOverride> find_schedule_override(Database& db, std::string_view public_id) {
  return read_first(db.query(kOverride, public_id), read_override);
}

std::optional<ScheduleOverride> find_schedule_override(Database& db, std::string_view schedule,
                                                       std::string_view uid) {
  return read_first(db.query(kOverrideOfUid, schedule, uid), read_override);
}

SavedOverride save_schedule_override(Database& db, const ScheduleOverride& given, Instant now) {
  const auto there =
      given.uid.empty() ? std::nullopt : find_schedule_override(db, given.schedule, given.uid);
  if (!there) {
    std::string public_id = new_id(IdKind::schedule_override, now);
    db.insert(kAddOverride, public_id, given.schedule, given.from, given.until, given.person_id,
              given.replaced_id, text_or_null(given.reason), given.author, text_or_null(given.uid),
              now);
    return {std::move(public_id), Change::created};
  }
  ScheduleOverride wanted = given;
  wanted.id = there->id;
  wanted.public_id = there->public_id;
  wanted.author = there->author;  // who says the same again changes nothing
  if (wanted == *there) return {there->public_id, Change::unchanged};
  db.execute(kChangeOverride, there->id, given.from, given.until, given.person_id,
             given.replaced_id, text_or_null(given.reason), given.author);
  return {there->public_id, Change::updated};
}

bool end_schedule_override(Database& db, const ScheduleOverride& it, Instant now) {
  return db.execute(kDeleteOverride, it.id, now) + db.execute(kEndOverride, it.id, now) > 0;
}

std::string add_temporary_schedule(Database& db, const TemporarySchedule& given, Instant now) {
  std::string public_id = new_id(IdKind::temporary_schedule, now);
  const auto made = db.insert(kAddTemporary, public_id, given.schedule, given.from, given.until,
                              text_or_null(given.reason), given.author, now);
  if (!made) fail(Exit::software, "the temporary schedule written gave no id");
  for (const auto& s : given.shifts) db.insert(kAddShift, *made, s.from, s.until, s.person_id);
  return public_id;
}

std::optional<TemporarySchedule> find_temporary_schedule(Database& db, std::string_view public_id) {
  auto found = read_first(db.query(kTemporary, public_id), read_temporary);
  if (found) found->shifts = read_all(db.query(kShifts, found->id), read_shift);
  return found;
}

std::vector<TemporarySchedule> temporary_schedules(Database& db, std::string_view schedule,
                                                   Instant from, Instant until) {
  auto all = read_all(db.query(kTemporaries, schedule, from, until), read_temporary);
  for (auto& it : all) it.shifts = read_all(db.query(kShifts, it.id), read_shift);
  return all;
}

bool end_temporary_schedule(Database& db, const TemporarySchedule& it, Instant now) {
  if (it.from < now) return db.execute(kEndTemporary, it.id, now) > 0;
  db.execute(kDeleteShifts, it.id);
  return db.execute(kDeleteTemporary, it.id) > 0;
}

}  // namespace tocsin::store
