#include "escalate/live_schedule.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/time.h"
#include "store/people.h"

namespace tocsin::escalate {
namespace {

// The people of a schedule by the ID of their row: two names of one person are one.
class Roster {
 public:
  Roster(store::Database& db, std::vector<Person>& people) : db_(db), people_(people) {}

  // In the order of `names`: what each of them has become.
  std::vector<Who> look_up(const std::vector<Person>& names) {
    std::vector<Who> out;
    for (const Person& p : names) {
      const auto found = store::find_person_named(db_, p.name);
      out.push_back(found ? of(*found) : add({.name = p.name, .present = false}));
    }
    return out;
  }

  Who of(std::int64_t id) {
    const auto there = by_id_.find(id);
    if (there != by_id_.end()) return there->second;
    const auto found = store::find_person(db_, id);
    if (!found) fail(Exit::software, "an override names person {}, who is not there", id);
    return of(*found);
  }

 private:
  Who of(const store::Person& p) {
    const auto [place, is_new] = by_id_.try_emplace(p.id, static_cast<Who>(people_.size()));
    if (is_new) add({p.name, p.external_id, p.id, !p.disabled});
    return place->second;
  }

  Who add(Person person) {
    people_.push_back(std::move(person));
    return static_cast<Who>(people_.size() - 1);
  }

  store::Database& db_;
  std::vector<Person>& people_;
  std::map<std::int64_t, Who> by_id_;
};

void rename(Crew& crew, const std::vector<Who>& now) {
  for (Who& w : crew) w = now[w];
  std::sort(crew.begin(), crew.end());
  crew.erase(std::unique(crew.begin(), crew.end()), crew.end());
}

Changes changes_of(store::Database& db, Roster& roster, const std::string& schedule, Instant from,
                   Instant until) {
  Changes out;
  for (const auto& row : store::temporary_schedules(db, schedule, from, until)) {
    TemporarySchedule it{row.public_id, row.from, row.until, {}};
    for (const auto& s : row.shifts) {
      it.shifts.push_back({s.from, s.until, roster.of(s.person_id)});
    }
    out.temporaries.push_back(std::move(it));
  }
  for (const auto& row : store::schedule_overrides(db, schedule, from, until)) {
    const auto who = [&](const std::optional<std::int64_t>& id) {
      return id ? std::optional(roster.of(*id)) : std::nullopt;
    };
    out.overrides.push_back(
        {row.public_id, row.from, row.until, who(row.person_id), who(row.replaced_id)});
  }
  return out;
}

Json details_of(const store::ScheduleOverride& it) {
  Json out{{"schedule", it.schedule},
           {"from", format_instant(it.from)},
           {"until", format_instant(it.until)},
           {"reason", it.reason}};
  if (it.person_id) out["person"] = *it.person_id;
  if (it.replaced_id) out["replaced"] = *it.replaced_id;
  return out;
}

Json details_of(const store::TemporarySchedule& it) {
  Json shifts = Json::array();
  for (const auto& s : it.shifts) {
    shifts.push_back({{"person", s.person_id},
                      {"from", format_instant(s.from)},
                      {"until", format_instant(s.until)}});
  }
  return {{"schedule", it.schedule},
          {"from", format_instant(it.from)},
          {"until", format_instant(it.until)},
          {"reason", it.reason},
          {"shifts", shifts}};
}

constexpr std::string_view kOverride = "schedule_override", kTemporary = "temporary_schedule";

}  // namespace

LiveSchedule live_schedule(store::Database& db, Schedule it, Instant from, Instant until) {
  const std::vector<Person> names = std::exchange(it.people, {});
  Roster roster(db, it.people);
  const std::vector<Who> now = roster.look_up(names);
  for (Layer& layer : it.layers) {
    for (Crew& crew : layer.rotation.crews) rename(crew, now);
  }
  Changes changes = changes_of(db, roster, it.name, from, until);
  return {std::move(it), std::move(changes)};
}

std::string add_override(store::Database& db, alert::Trail& trail, store::ScheduleOverride it) {
  it.uid.clear();
  it.author = trail.actor();
  const auto id = store::save_schedule_override(db, it, trail.now()).public_id;
  trail.note("schedule.override", kOverride, id, details_of(it));
  return id;
}

store::Change save_override(store::Database& db, alert::Trail& trail, store::ScheduleOverride it) {
  it.author = trail.actor();
  const auto saved = store::save_schedule_override(db, it, trail.now());
  if (saved.change != store::Change::unchanged) {
    trail.note("schedule.override", kOverride, saved.public_id, details_of(it));
  }
  return saved.change;
}

std::string add_temporary(store::Database& db, alert::Trail& trail, store::TemporarySchedule it) {
  it.author = trail.actor();
  std::string id = store::add_temporary_schedule(db, it, trail.now());
  trail.note("schedule.temporary", kTemporary, id, details_of(it));
  return id;
}

bool end_override(store::Database& db, alert::Trail& trail, const store::ScheduleOverride& it) {
  if (!store::end_schedule_override(db, it, trail.now())) return false;
  trail.note("schedule.override_end", kOverride, it.public_id, details_of(it));
  return true;
}

bool end_temporary(store::Database& db, alert::Trail& trail, const store::TemporarySchedule& it) {
  if (!store::end_temporary_schedule(db, it, trail.now())) return false;
  trail.note("schedule.temporary_end", kTemporary, it.public_id, details_of(it));
  return true;
}

}  // namespace tocsin::escalate
