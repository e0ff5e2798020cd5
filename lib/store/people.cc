#include "store/people.h"

#include <algorithm>

#include "base/error.h"
#include "store/destinations.h"
#include "store/read_rows.h"
#include "store/sealed_rows.h"

namespace tocsin::store {
namespace {

#define ORGANIZATION_COLUMNS \
  "id, source, external_id, name, priority_client, time_zone, calendar, slack_webhook, settings"
#define PERSON_COLUMNS                                                                \
  "person.id, source, external_id, name, email, phone, role, tier, organization_id, " \
  "time_zone, language, disabled"
#define TEAM_COLUMNS "id, source, external_id, name"

const Query kOrganization("people.organization",
                          "SELECT " ORGANIZATION_COLUMNS " FROM organization WHERE id = $1");
const Query kOrganizationByKey("people.organization_by_key",
                               "SELECT " ORGANIZATION_COLUMNS
                               " FROM organization WHERE source = $1 AND external_id = $2");
const Query kOrganizationsByExternalId("people.organizations_by_external_id",
                                       "SELECT " ORGANIZATION_COLUMNS
                                       " FROM organization WHERE external_id = $1 ORDER BY id");
const Query kOrganizationsByName("people.organizations_by_name",
                                 "SELECT " ORGANIZATION_COLUMNS
                                 " FROM organization WHERE name = $1 ORDER BY id LIMIT 2");
const Query kOrganizationsAfter("people.organizations_after",
                                "SELECT " ORGANIZATION_COLUMNS
                                " FROM organization WHERE id > $1 ORDER BY id LIMIT $2");
const Query kSaveOrganization(
    "people.save_organization",
    "INSERT INTO organization (source, external_id, name, priority_client, time_zone, calendar, "
    "slack_webhook, settings, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, "
    "$9) ON CONFLICT (source, external_id) DO UPDATE SET name = excluded.name, "
    "priority_client = excluded.priority_client, time_zone = excluded.time_zone, "
    "calendar = excluded.calendar, slack_webhook = excluded.slack_webhook, "
    "settings = excluded.settings, updated_at = excluded.updated_at RETURNING id");

const Query kPerson("people.person", "SELECT " PERSON_COLUMNS " FROM person WHERE id = $1");
const Query kPersonByKey("people.person_by_key",
                         "SELECT " PERSON_COLUMNS
                         " FROM person WHERE source = $1 AND external_id = $2");
const Query kPeopleByExternalId("people.by_external_id",
                                "SELECT " PERSON_COLUMNS
                                " FROM person WHERE external_id = $1 ORDER BY id");
const Query kPeopleByEmail("people.by_email",
                           "SELECT " PERSON_COLUMNS
                           " FROM person WHERE email_index = $1 ORDER BY id LIMIT 2");
const Query kPeopleByName("people.by_name", "SELECT " PERSON_COLUMNS
                                            " FROM person WHERE name = $1 ORDER BY id LIMIT 2");
const Query kPeopleWithRole("people.with_role",
                            "SELECT " PERSON_COLUMNS " FROM person WHERE role = $1 ORDER BY id");
const Query kPeopleOfOrganization("people.of_organization",
                                  "SELECT " PERSON_COLUMNS
                                  " FROM person WHERE organization_id = $1 ORDER BY id");
const Query kPeopleAfter("people.after", "SELECT " PERSON_COLUMNS
                                         " FROM person WHERE id > $1 ORDER BY id LIMIT $2");
const Query kSavePerson(
    "people.save_person",
    "INSERT INTO person (source, external_id, name, email, phone, role, tier, organization_id, "
    "time_zone, language, disabled, created_at, updated_at, email_index) VALUES ($1, $2, $3, $4, "
    "$5, $6, $7, $8, $9, $10, $11, $12, $12, $13) ON CONFLICT (source, external_id) DO UPDATE SET "
    "name = excluded.name, email = excluded.email, phone = excluded.phone, role = excluded.role, "
    "tier = excluded.tier, organization_id = excluded.organization_id, "
    "time_zone = excluded.time_zone, language = excluded.language, disabled = excluded.disabled, "
    "updated_at = excluded.updated_at, email_index = excluded.email_index RETURNING id");

const Query kTeam("people.team", "SELECT " TEAM_COLUMNS " FROM team WHERE id = $1");
const Query kTeamByKey("people.team_by_key",
                       "SELECT " TEAM_COLUMNS " FROM team WHERE source = $1 AND external_id = $2");
const Query kTeamsByExternalId("people.teams_by_external_id",
                               "SELECT " TEAM_COLUMNS
                               " FROM team WHERE external_id = $1 ORDER BY id");
const Query kTeamsByName("people.teams_by_name",
                         "SELECT " TEAM_COLUMNS " FROM team WHERE name = $1 ORDER BY id LIMIT 2");
const Query kTeamsAfter("people.teams_after",
                        "SELECT " TEAM_COLUMNS " FROM team WHERE id > $1 ORDER BY id LIMIT $2");
const Query kSaveTeam("people.save_team",
                      "INSERT INTO team (source, external_id, name, created_at, updated_at) "
                      "VALUES ($1, $2, $3, $4, $4) ON CONFLICT (source, external_id) DO UPDATE SET "
                      "name = excluded.name, updated_at = excluded.updated_at RETURNING id");
const Query kTeamMembers("people.team_members",
                         "SELECT " PERSON_COLUMNS
                         " FROM team_member JOIN person ON person.id = team_member.person_id "
                         "WHERE team_id = $1 ORDER BY person.id");
const Query kTeamsOfPerson("people.teams_of_person",
                           "SELECT team_id FROM team_member WHERE person_id = $1 ORDER BY team_id");
const Query kAddMember("people.add_member",
                       "INSERT INTO team_member (team_id, person_id) VALUES ($1, $2) "
                       "ON CONFLICT (team_id, person_id) DO NOTHING");
const Query kRemoveMember("people.remove_member",
                          "DELETE FROM team_member WHERE team_id = $1 AND person_id = $2");

constexpr std::string_view kEmail = "person.email", kPhone = "person.phone",
                           kSlackWebhook = "organization.slack_webhook";

Organization read_organization(const Rows& row) {
  const std::string name = keyed_row(row.text(1), row.text(2));
  return {row.integer(0), row.string(1), row.string(2), row.string(3),
          row.flag(4),    row.string(5), row.string(6), row.opened(7, {kSlackWebhook, name}),
          row.string(8)};
}

Person read_person(const Rows& row) {
  const std::string name = keyed_row(row.text(1), row.text(2));
  return {row.integer(0),
          row.string(1),
          row.string(2),
          row.string(3),
          row.opened(4, {kEmail, name}),
          row.opened(5, {kPhone, name}),
          row.string(6),
          row.string(7),
          row.maybe_integer(8),
          row.string(9),
          row.string(10),
          row.flag(11)};
}

Team read_team(const Rows& row) {
  return {row.integer(0), row.string(1), row.string(2), row.string(3)};
}

template <typename Row>
std::optional<Row> only(std::vector<Row> rows) {
  if (rows.size() != 1) return std::nullopt;
  return std::move(rows.front());
}

// Writes the row unless it stands so already.
template <typename Row, typename Write>
Saved save(const std::optional<Row>& stored, Row row, const Write& write) {
  row.id = stored ? stored->id : 0;
  if (stored && *stored == row) return {stored->id, Change::unchanged};
  Rows written = write();
  if (!written.next()) fail(Exit::software, "the row written gave no id");
  return {written.integer(0), stored ? Change::updated : Change::created};
}

struct Difference {
  std::vector<std::int64_t> added, removed;
};

Difference difference(std::vector<std::int64_t> before, std::vector<std::int64_t> after) {
  std::sort(before.begin(), before.end());
  std::sort(after.begin(), after.end());
  after.erase(std::unique(after.begin(), after.end()), after.end());
  Difference d;
  std::set_difference(after.begin(), after.end(), before.begin(), before.end(),
                      std::back_inserter(d.added));
  std::set_difference(before.begin(), before.end(), after.begin(), after.end(),
                      std::back_inserter(d.removed));
  return d;
}

}  // namespace

Saved save_organization(Database& db, const Organization& o, Instant now) {
  Saved saved = save(find_organization(db, o.source, o.external_id), o, [&] {
    const std::string webhook =
        db.sealer().seal({kSlackWebhook, keyed_row(o.source, o.external_id)}, o.slack_webhook);
    return db.query(kSaveOrganization, o.source, o.external_id, o.name, o.priority_client,
                    text_or_null(o.time_zone), text_or_null(o.calendar), text_or_null(webhook),
                    text_or_null(o.settings), now);
  });
  if (saved.change != Change::unchanged) {
    follow_profile(db, {std::nullopt, saved.id}, "slack", o.slack_webhook, now);
  }
  return saved;
}

Saved save_person(Database& db, const Person& p, Instant now) {
  Saved saved = save(find_person(db, p.source, p.external_id), p, [&] {
    const std::string row = keyed_row(p.source, p.external_id);
    const std::string email = db.sealer().seal({kEmail, row}, p.email);
    const std::string phone = db.sealer().seal({kPhone, row}, p.phone);
    const std::string index = email_index(db.sealer(), p.email);
    return db.query(kSavePerson, p.source, p.external_id, p.name, text_or_null(email),
                    text_or_null(phone), text_or_null(p.role), text_or_null(p.tier),
                    p.organization_id, text_or_null(p.time_zone), text_or_null(p.language),
                    p.disabled, now, text_or_null(index));
  });
  if (saved.change != Change::unchanged) {
    follow_profile(db, {saved.id, std::nullopt}, "email", p.email, now);
    follow_profile(db, {saved.id, std::nullopt}, "sms", p.phone, now);
  }
  return saved;
}

Saved save_team(Database& db, const Team& t, Instant now) {
  return save(find_team(db, t.source, t.external_id), t,
              [&] { return db.query(kSaveTeam, t.source, t.external_id, t.name, now); });
}

bool set_team_members(Database& db, std::int64_t team_id,
                      const std::vector<std::int64_t>& person_ids) {
  std::vector<std::int64_t> before;
  for (const Person& p : team_members(db, team_id)) before.push_back(p.id);
  const Difference d = difference(std::move(before), person_ids);
  for (const std::int64_t person : d.added) db.execute(kAddMember, team_id, person);
  for (const std::int64_t person : d.removed) db.execute(kRemoveMember, team_id, person);
  return !d.added.empty() || !d.removed.empty();
}

bool set_teams_of_person(Database& db, std::int64_t person_id,
                         const std::vector<std::int64_t>& team_ids) {
  const Difference d = difference(teams_of_person(db, person_id), team_ids);
  for (const std::int64_t team : d.added) db.execute(kAddMember, team, person_id);
  for (const std::int64_t team : d.removed) db.execute(kRemoveMember, team, person_id);
  return !d.added.empty() || !d.removed.empty();
}

std::optional<Organization> find_organization(Database& db, std::int64_t id) {
  return read_first(db.query(kOrganization, id), read_organization);
}

std::optional<Organization> find_organization(Database& db, std::string_view source,
                                              std::string_view external_id) {
  return read_first(db.query(kOrganizationByKey, source, external_id), read_organization);
}

std::optional<Person> find_person(Database& db, std::int64_t id) {
  return read_first(db.query(kPerson, id), read_person);
}

std::optional<Person> find_person(Database& db, std::string_view source,
                                  std::string_view external_id) {
  return read_first(db.query(kPersonByKey, source, external_id), read_person);
}

std::optional<Team> find_team(Database& db, std::int64_t id) {
  return read_first(db.query(kTeam, id), read_team);
}

std::optional<Team> find_team(Database& db, std::string_view source, std::string_view external_id) {
  return read_first(db.query(kTeamByKey, source, external_id), read_team);
}

std::optional<Organization> find_organization_named(Database& db, std::string_view text) {
  auto found = organizations_by_external_id(db, text);
  if (found.empty()) found = read_all(db.query(kOrganizationsByName, text), read_organization);
  return only(std::move(found));
}

std::optional<Person> find_person_named(Database& db, std::string_view text) {
  auto found = people_by_external_id(db, text);
  for (const std::string& index : email_indexes(db.sealer(), text)) {
    if (found.empty()) found = read_all(db.query(kPeopleByEmail, index), read_person);
  }
  if (found.empty()) found = read_all(db.query(kPeopleByName, text), read_person);
  return only(std::move(found));
}

std::optional<Team> find_team_named(Database& db, std::string_view text) {
  auto found = teams_by_external_id(db, text);
  if (found.empty()) found = read_all(db.query(kTeamsByName, text), read_team);
  return only(std::move(found));
}

std::vector<Organization> organizations_by_external_id(Database& db, std::string_view external_id) {
  return read_all(db.query(kOrganizationsByExternalId, external_id), read_organization);
}

std::vector<Person> people_by_external_id(Database& db, std::string_view external_id) {
  return read_all(db.query(kPeopleByExternalId, external_id), read_person);
}

std::vector<Team> teams_by_external_id(Database& db, std::string_view external_id) {
  return read_all(db.query(kTeamsByExternalId, external_id), read_team);
}

std::vector<Person> people_with_role(Database& db, std::string_view role) {
  return read_all(db.query(kPeopleWithRole, role), read_person);
}

std::vector<Person> people_of_organization(Database& db, std::int64_t organization_id) {
  return read_all(db.query(kPeopleOfOrganization, organization_id), read_person);
}

std::vector<Person> team_members(Database& db, std::int64_t team_id) {
  return read_all(db.query(kTeamMembers, team_id), read_person);
}

std::vector<std::int64_t> teams_of_person(Database& db, std::int64_t person_id) {
  return read_all(db.query(kTeamsOfPerson, person_id), read_id);
}

std::vector<Organization> organizations_after(Database& db, std::int64_t id, std::int64_t limit) {
  return read_all(db.query(kOrganizationsAfter, id, limit), read_organization);
}

std::vector<Person> people_after(Database& db, std::int64_t id, std::int64_t limit) {
  return read_all(db.query(kPeopleAfter, id, limit), read_person);
}

std::vector<Team> teams_after(Database& db, std::int64_t id, std::int64_t limit) {
  return read_all(db.query(kTeamsAfter, id, limit), read_team);
}

}  // namespace tocsin::store
