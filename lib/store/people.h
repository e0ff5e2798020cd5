// People, organizations and teams.
//
// Each save_ takes the whole row as it is to stand, found by its (source, external_id), and writes
// nothing where nothing differs. Call inside a transaction. Words (role, tier) are checked by the
// record reader.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/change.h"
#include "store/database.h"

namespace tocsin::store {

// Empty text is absent, here and below.
struct Organization {
  std::int64_t id = 0;
  std::string source, external_id, name;
  bool priority_client = false;
  std::string time_zone, calendar, slack_webhook;
  std::string settings;  // a JSON object
  friend bool operator==(const Organization&, const Organization&) = default;
};

struct Person {
  std::int64_t id = 0;
  std::string source, external_id, name, email, phone, role, tier;
  std::optional<std::int64_t> organization_id;
  std::string time_zone, language;
  bool disabled = false;
  friend bool operator==(const Person&, const Person&) = default;
};

struct Team {
  std::int64_t id = 0;
  std::string source, external_id, name;
  friend bool operator==(const Team&, const Team&) = default;
};

Saved save_organization(Database& db, const Organization& organization, Instant now);
// A person's e-mail address and phone number become destinations of origin 'profile' (email, sms),
// which follow their changes.
Saved save_person(Database& db, const Person& person, Instant now);
Saved save_team(Database& db, const Team& team, Instant now);
// True if the members differed before.
bool set_team_members(Database& db, std::int64_t team_id,
                      const std::vector<std::int64_t>& person_ids);
// True if the teams differed before.
bool set_teams_of_person(Database& db, std::int64_t person_id,
                         const std::vector<std::int64_t>& team_ids);

std::optional<Organization> find_organization(Database& db, std::int64_t id);
std::optional<Organization> find_organization(Database& db, std::string_view source,
                                              std::string_view external_id);
std::optional<Person> find_person(Database& db, std::int64_t id);
std::optional<Person> find_person(Database& db, std::string_view source,
                                  std::string_view external_id);
std::optional<Team> find_team(Database& db, std::int64_t id);
std::optional<Team> find_team(Database& db, std::string_view source, std::string_view external_id);

// As people name them: by external ID, else by e-mail address (people), else by name; nothing
// unless exactly one fits.
std::optional<Organization> find_organization_named(Database& db, std::string_view text);
std::optional<Person> find_person_named(Database& db, std::string_view text);
std::optional<Team> find_team_named(Database& db, std::string_view text);

// Every row with this external ID, whatever its source.
std::vector<Organization> organizations_by_external_id(Database& db, std::string_view external_id);
std::vector<Person> people_by_external_id(Database& db, std::string_view external_id);
std::vector<Team> teams_by_external_id(Database& db, std::string_view external_id);

std::vector<Person> people_with_role(Database& db, std::string_view role);
std::vector<Person> people_of_organization(Database& db, std::int64_t organization_id);
std::vector<Person> team_members(Database& db, std::int64_t team_id);
std::vector<std::int64_t> teams_of_person(Database& db, std::int64_t person_id);

// For export and lists: the next rows by id.
std::vector<Organization> organizations_after(Database& db, std::int64_t id, std::int64_t limit);
std::vector<Person> people_after(Database& db, std::int64_t id, std::int64_t limit);
std::vector<Team> teams_after(Database& db, std::int64_t id, std::int64_t limit);

}  // namespace tocsin::store
