// Records about people. What a record does not say stays as it is stored.

#include <fmt/format.h>

#include "base/json.h"
#include "model/preference.h"
#include "records/handlers.h"
#include "store/activity.h"
#include "store/contacts.h"
#include "store/destinations.h"
#include "store/people.h"
#include "store/preferences.h"
#include "store/ticket_clocks.h"

namespace tocsin::records {
namespace {

void take(std::string& into, const RecordView& record, std::string_view field) {
  if (record.has(field)) into = record.text(field);
}

void take(bool& into, const RecordView& record, std::string_view field) {
  into = record.flag(field).value_or(into);
}

void take_json(std::string& into, const RecordView& record, std::string_view field) {
  if (const Json* value = record.find(field)) into = value->dump();
}

store::Owner owner(Session& session, const RecordView& record, std::vector<Problem>& problems) {
  return {user_named(session, record, "user", problems),
          organization_named(session, record, "organization", problems)};
}

// Change of the row and of what hangs on it, as one.
store::Change together(store::Change row, bool more) {
  return more && row == store::Change::unchanged ? store::Change::updated : row;
}

}  // namespace

Stored store_organization(Session& session, const RecordView& record) {
  const std::string source = source_of(record), external_id = record.text("external_id");
  auto o =
      store::find_organization(session.db(), source, external_id).value_or(store::Organization{});
  const bool was_priority = o.priority_client;
  const std::string calendar = o.calendar;
  o.source = source;
  o.external_id = external_id;
  take(o.name, record, "name");
  take(o.priority_client, record, "priority_client");
  take(o.time_zone, record, "time_zone");
  take(o.calendar, record, "calendar");
  take(o.slack_webhook, record, "slack_webhook");
  take_json(o.settings, record, "settings");
  const auto saved = store::save_organization(session.db(), o, session.now());
  // Its clocks run by other terms.
  if (o.priority_client != was_priority || o.calendar != calendar) {
    store::make_tickets_due(session.db(), saved.id, session.now());
  }
  return {saved.change, saved.id, {}};
}

Stored store_user(Session& session, const RecordView& record) {
  Stored out;
  const auto organization = organization_named(session, record, "organization", out.problems);
  const auto teams = teams_named(session, record, "teams", out.problems);
  if (!out.ok()) return out;
  const std::string source = source_of(record), external_id = record.text("external_id");
  auto p = store::find_person(session.db(), source, external_id).value_or(store::Person{});
  p.source = source;
  p.external_id = external_id;
  take(p.name, record, "name");
  take(p.email, record, "email");
  take(p.phone, record, "phone");
  take(p.role, record, "role");
  take(p.tier, record, "tier");
  if (organization) p.organization_id = organization;
  take(p.time_zone, record, "time_zone");
  take(p.language, record, "language");
  take(p.disabled, record, "disabled");
  const auto saved = store::save_person(session.db(), p, session.now());
  const bool moved =
      record.has("teams") && store::set_teams_of_person(session.db(), saved.id, teams);
  return {together(saved.change, moved), saved.id, {}};
}

Stored store_team(Session& session, const RecordView& record) {
  Stored out;
  const auto members = users_named(session, record, "members", out.problems);
  if (!out.ok()) return out;
  store::Team t;
  t.source = source_of(record);
  t.external_id = record.text("external_id");
  t.name = record.text("name");
  const auto saved = store::save_team(session.db(), t, session.now());
  const bool moved =
      record.has("members") && store::set_team_members(session.db(), saved.id, members);
  return {together(saved.change, moved), saved.id, {}};
}

Stored store_destination(Session& session, const RecordView& record) {
  Stored out;
  const store::Owner whose = owner(session, record, out.problems);
  if (!out.ok()) return out;
  const std::string channel = record.text("channel"), address = record.text("address");
  store::Destination fresh;
  fresh.person_id = whose.person_id;
  fresh.organization_id = whose.organization_id;
  fresh.channel = channel;
  fresh.address = address;
  auto d = store::find_destination(session.db(), whose, channel, address).value_or(fresh);
  take(d.enabled, record, "enabled");
  take(d.verified, record, "verified");
  d.rank = record.integer("priority").value_or(d.rank);
  take_json(d.options, record, "options");
  const auto saved = store::save_destination(session.db(), d, session.now());
  return {saved.change, saved.id, {}};
}

Stored store_emergency_contact(Session& session, const RecordView& record) {
  Stored out;
  const auto person = user_named(session, record, "user", out.problems);
  if (!out.ok()) return out;
  const auto contact =
      store::save_contact(session.db(), person.value(), record.text("name"), session.now());
  store::Destination fresh;
  fresh.contact_id = contact.id;
  fresh.channel = record.text("channel");
  fresh.address = record.text("address");
  const auto stored =
      store::find_destination(session.db(), fresh.owner(), fresh.channel, fresh.address);
  if (stored) return {store::Change::unchanged, stored->id, {}};
  const auto saved = store::save_destination(session.db(), fresh, session.now());
  return {saved.change, saved.id, {}};
}

Stored store_preference(Session& session, const RecordView& record) {
  Stored out;
  store::Owner whose = owner(session, record, out.problems);
  whose.watch_id = watch_named(session, record, "watch", out.problems);
  const Speaker by = record.has("watch")  ? Speaker::watch
                     : record.has("user") ? Speaker::person
                                          : Speaker::admin;
  for (Problem& problem : check_preference(record.text("key"), *record.find("value"), by)) {
    out.problems.push_back(std::move(problem));
  }
  if (!out.ok()) return out;
  const auto saved = store::set_preference(session.db(), whose, record.text("key"),
                                           *record.find("value"), session.now());
  return {saved.change, saved.id, {}};
}

Stored store_activity(Session& session, const RecordView& record) {
  Stored out;
  const auto person = user_named(session, record, "user", out.problems);
  if (!out.ok()) return out;
  out.change = store::add_activity(session.db(), {.id = 0,
                                                  .person_id = person.value(),
                                                  .kind = record.text("kind"),
                                                  .at = record.time("at").value(),
                                                  .alert = record.text("alert"),
                                                  .ticket = record.text("ticket")});
  return out;
}

}  // namespace tocsin::records
