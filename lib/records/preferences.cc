#include "records/preferences.h"

#include "base/error.h"
#include "model/preference.h"
#include "store/destinations.h"
#include "store/people.h"
#include "store/preferences.h"

namespace tocsin::records {
namespace {

std::string subject_id(const store::Owner& owner) {
  if (owner.watch_id) return fmt::format("watch {}", *owner.watch_id);
  if (owner.person_id) return fmt::format("user {}", *owner.person_id);
  if (owner.organization_id) return fmt::format("organization {}", *owner.organization_id);
  return "system";
}

store::Owner own(const store::Owner& owner) {
  if (owner.watch_id) return {std::nullopt, std::nullopt, owner.watch_id};
  return owner.person_id ? store::Owner{owner.person_id, std::nullopt} : owner;
}

Speaker speaker(const store::Owner& owner) {
  return owner.watch_id ? Speaker::watch : owner.person_id ? Speaker::person : Speaker::admin;
}

void note(alert::Trail& trail, std::string_view action, const store::Owner& owner,
          std::string_view name) {
  trail.note(action, "preference", subject_id(owner), {{"key", name}});
}

}  // namespace

std::vector<PreferenceInForce> preferences_in_force(store::Database& db,
                                                    const store::Owner& owner) {
  std::map<std::string, PreferenceInForce> found;
  const auto lay_over = [&](const store::Owner& whose, const char* from) {
    for (auto& [name, value] : store::preferences_of(db, whose)) found[name] = {name, value, from};
  };
  lay_over({}, "system");
  if (owner.organization_id) lay_over({std::nullopt, owner.organization_id}, "organization");
  if (owner.person_id) lay_over({owner.person_id, std::nullopt}, "user");
  if (owner.watch_id) lay_over(own(owner), "watch");
  std::vector<PreferenceInForce> out;
  for (const PreferenceKey& key : preference_keys()) {
    const std::string name(key.name);
    const auto stored = found.extract(name);
    out.push_back(stored ? stored.mapped()
                         : PreferenceInForce{name, Json::parse(key.fallback), "default"});
  }
  for (auto& [name, held] : found) out.push_back(std::move(held));
  return out;
}

store::Change set_preference(store::Database& db, alert::Trail& trail, const store::Owner& owner,
                             std::string_view name, const Json& value, bool dry_run) {
  const auto problems = check_preference(name, value, speaker(owner));
  if (!problems.empty()) fail(Exit::bad_input, "{}", describe(problems));
  if (dry_run) return store::Change::unchanged;
  return db.transaction([&] {
    trail.clear();
    const auto saved = store::set_preference(db, own(owner), name, value, trail.now());
    if (saved.change != store::Change::unchanged) note(trail, "preference.set", owner, name);
    trail.flush();
    return saved.change;
  });
}

bool unset_preference(store::Database& db, alert::Trail& trail, const store::Owner& owner,
                      std::string_view name, bool dry_run) {
  if (const auto problems = check_preference(name, Json(), Speaker::admin);
      problems.size() == 1 && problems.front().field == "key") {
    fail(Exit::bad_input, "{}", problems.front().reason);
  }
  if (dry_run) return store::preferences_of(db, own(owner)).contains(std::string(name));
  return db.transaction([&] {
    trail.clear();
    const bool removed = store::remove_preference(db, own(owner), name);
    if (removed) note(trail, "preference.unset", owner, name);
    trail.flush();
    return removed;
  });
}

int init_preferences(store::Database& db, alert::Trail& trail, std::int64_t person_id,
                     bool dry_run) {
  const store::Owner owner{person_id, std::nullopt};
  std::vector<std::string> channels;
  for (const auto& d : store::destinations_of_person(db, person_id)) {
    if (d.enabled) channels.push_back(d.channel);
  }
  const auto chosen = store::preferences_of(db, owner);
  int given = 0;
  for (const auto& [name, value] : initial_preferences(channels)) {
    if (chosen.contains(name)) continue;
    set_preference(db, trail, owner, name, value, dry_run);
    ++given;
  }
  return given;
}

}  // namespace tocsin::records
