// People, organizations, teams, where they can be reached and what they prefer.
//
// Each save_ takes the whole row as it is to stand, found by its (source, external_id) or, for a
// destination, by owner, channel and address; it writes nothing where nothing differs. Call inside
// a transaction. A person's e-mail address and phone number are kept as destinations of origin
// 'profile', which follow them. Words (role, tier, channel) are checked by the record reader.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
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

// Belongs to a person or to an organization, never to both.
struct Destination {
  std::int64_t id = 0;
  std::optional<std::int64_t> person_id, organization_id;
  std::string channel, address;
  std::string origin = "given";  // or "profile"
  bool enabled = true, verified = false;
  std::int64_t rank = 0;  // lower is tried first
  std::string options;    // a JSON object
  std::optional<Instant> dead_at;
  std::string dead_reason;
  friend bool operator==(const Destination&, const Destination&) = default;
};

// Whose preference: a person's, an organization's, or (neither) the system's default.
struct Owner {
  std::optional<std::int64_t> person_id, organization_id;
};

Saved save_organization(Database& db, const Organization& organization, Instant now);
Saved save_person(Database& db, const Person& person, Instant now);
Saved save_team(Database& db, const Team& team, Instant now);
Saved save_destination(Database& db, const Destination& destination, Instant now);
// True if the members differed before.
bool set_team_members(Database& db, std::int64_t team_id,
                      const std::vector<std::int64_t>& person_ids);
// True if the teams differed before.
bool set_teams_of_person(Database& db, std::int64_t person_id,
                         const std::vector<std::int64_t>& team_ids);
Saved set_preference(Database& db, const Owner& owner, std::string_view name, const Json& value,
                     Instant now);

// The address was found dead (RFC 3463 "no such mailbox", HTTP 410, …): disabled, with the reason.
void mark_destination_dead(Database& db, std::int64_t id, Instant now, std::string_view reason);

std::optional<Organization> find_organization(Database& db, std::int64_t id);
std::optional<Organization> find_organization(Database& db, std::string_view source,
                                              std::string_view external_id);
std::optional<Person> find_person(Database& db, std::int64_t id);
std::optional<Person> find_person(Database& db, std::string_view source,
                                  std::string_view external_id);
std::optional<Team> find_team(Database& db, std::int64_t id);
std::optional<Team> find_team(Database& db, std::string_view source, std::string_view external_id);
std::optional<Destination> find_destination(Database& db, std::int64_t id);

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

// By rank, then in the order in which they were added.
std::vector<Destination> destinations_of_person(Database& db, std::int64_t person_id);
std::vector<Destination> destinations_of_organization(Database& db, std::int64_t organization_id);

// Merged: the system's defaults, over them the organization's, over them the person's.
std::map<std::string, Json> preferences(Database& db, std::optional<std::int64_t> person_id,
                                        std::optional<std::int64_t> organization_id);
// One owner's own, unmerged.
std::map<std::string, Json> preferences_of(Database& db, const Owner& owner);

// For export and lists: the next rows by id.
std::vector<Organization> organizations_after(Database& db, std::int64_t id, std::int64_t limit);
std::vector<Person> people_after(Database& db, std::int64_t id, std::int64_t limit);
std::vector<Team> teams_after(Database& db, std::int64_t id, std::int64_t limit);
std::vector<Destination> destinations_after(Database& db, std::int64_t id, std::int64_t limit);
struct StoredPreference {
  std::int64_t id = 0;
  Owner owner;
  std::string name, value;  // value is JSON text
};
std::vector<StoredPreference> preferences_after(Database& db, std::int64_t id, std::int64_t limit);

}  // namespace tocsin::store
