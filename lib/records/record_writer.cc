#include "records/record_writer.h"

#include "alert/alert_record.h"
#include "base/error.h"
#include "base/time.h"
#include "model/offer_json.h"
#include "model/record.h"
#include "store/contacts.h"
#include "store/preferences.h"

namespace tocsin::records {
namespace {

OrderedJson of_type(const char* type) {
  OrderedJson out;
  out["type"] = type;
  return out;
}

void put(OrderedJson& to, const char* name, const std::string& value) {
  if (!value.empty()) to[name] = value;
}
void put(OrderedJson& to, const char* name, const std::optional<Instant>& value) {
  if (value) to[name] = format_instant(*value);
}
void put_json(OrderedJson& to, const char* name, const std::string& json) {
  if (!json.empty()) to[name] = OrderedJson::parse(json);
}

template <typename Row>
OrderedJson keyed(const char* type, const Row& row) {
  OrderedJson out = of_type(type);
  out["source"] = row.source;
  out["external_id"] = row.external_id;
  out["name"] = row.name;
  return out;
}

std::string external_id_of(store::Database& db, std::int64_t person_id) {
  const auto person = store::find_person(db, person_id);
  if (!person) fail(Exit::software, "person {} is referred to and not there", person_id);
  return person->external_id;
}

std::string organization_name(store::Database& db, std::optional<std::int64_t> id) {
  if (!id) return "";
  const auto row = store::find_organization(db, *id);
  return row ? row->external_id : "";
}

// A record without an external ID takes the source of whom it belongs to: the reference is looked
// for there first.
void put_owner(OrderedJson& to, store::Database& db, const store::Owner& owner) {
  if (owner.person_id) {
    const auto person = store::find_person(db, *owner.person_id);
    to["source"] = person.value().source;
    to["user"] = person.value().external_id;
  } else if (owner.organization_id) {
    const auto organization = store::find_organization(db, *owner.organization_id);
    to["source"] = organization.value().source;
    to["organization"] = organization.value().external_id;
  } else if (owner.watch_id) {
    const auto watch = store::find_watch(db, *owner.watch_id);
    to["source"] = watch.value().source;
    to["watch"] = watch.value().external_id;
  }
}

}  // namespace

OrderedJson organization_of(store::Database&, const store::Organization& row) {
  OrderedJson out = keyed("organization", row);
  out["priority_client"] = row.priority_client;
  put(out, "time_zone", row.time_zone);
  put(out, "calendar", row.calendar);
  put(out, "slack_webhook", row.slack_webhook);
  put_json(out, "settings", row.settings);
  return out;
}

OrderedJson user_of(store::Database& db, const store::Person& row) {
  OrderedJson out = keyed("user", row);
  put(out, "email", row.email);
  put(out, "phone", row.phone);
  put(out, "role", row.role);
  put(out, "tier", row.tier);
  put(out, "organization", organization_name(db, row.organization_id));
  put(out, "time_zone", row.time_zone);
  put(out, "language", row.language);
  out["disabled"] = row.disabled;
  return out;
}

OrderedJson team_of(store::Database& db, const store::Team& row) {
  OrderedJson out = keyed("team", row);
  out["members"] = OrderedJson::array();
  for (const auto& person : store::team_members(db, row.id)) {
    out["members"].push_back(person.external_id);
  }
  return out;
}

OrderedJson destination_of(store::Database& db, const store::Destination& row) {
  OrderedJson out = of_type("destination");
  put_owner(out, db, {row.person_id, row.organization_id});
  out["channel"] = row.channel;
  out["address"] = row.address;
  out["enabled"] = row.enabled;
  out["verified"] = row.verified;
  out["priority"] = row.rank;
  put_json(out, "options", row.options);
  return out;
}

OrderedJson emergency_contact_of(store::Database& db, const store::Destination& row) {
  const auto contact = store::find_contact(db, row.contact_id.value()).value();
  OrderedJson out = of_type("emergency_contact");
  put_owner(out, db, {contact.person_id, std::nullopt});
  out["name"] = contact.name;
  out["channel"] = row.channel;
  out["address"] = row.address;
  return out;
}

OrderedJson preference_of(store::Database& db, const store::StoredPreference& row) {
  OrderedJson out = of_type("preference");
  put_owner(out, db, row.owner);
  out["key"] = row.name;
  out["value"] = OrderedJson::parse(row.value);
  return out;
}

OrderedJson watch_of(store::Database& db, const store::Watch& row) {
  OrderedJson out = of_type("watch");
  out["source"] = row.source;
  out["external_id"] = row.external_id;
  out["user"] = external_id_of(db, row.person_id);
  out["name"] = row.name;
  const OrderedJson criteria = OrderedJson::parse(row.criteria);
  for (const Field& field : find_record_type("watch")->fields) {
    const std::string name(field.name);
    if (criteria.contains(name)) out[name] = criteria[name];
  }
  put(out, "expires_at", row.expires_at);
  if (row.paused) out["paused"] = true;
  return out;
}

OrderedJson activity_of(store::Database& db, const store::Activity& row) {
  OrderedJson out = of_type("activity");
  put_owner(out, db, {row.person_id, std::nullopt});
  out["kind"] = row.kind;
  out["at"] = format_instant(row.at);
  put(out, "alert", row.alert);
  put(out, "ticket", row.ticket);
  return out;
}

OrderedJson silence_of(store::Database&, const store::Silence& row) {
  OrderedJson out = of_type("silence");
  out["id"] = row.public_id;
  put_json(out, "matchers", row.matchers);
  out["from"] = format_instant(row.from);
  out["until"] = format_instant(row.until);
  out["reason"] = row.reason;
  out["author"] = row.author;
  if (row.maintenance) out["maintenance"] = true;
  if (!row.mute_time.empty()) out["mute_time"] = row.mute_time;
  return out;
}

OrderedJson alert_of(store::Database& db, const alert::Alert& row) {
  OrderedJson out = alert::alert_record(row);
  if (row.assignee_id) out["assigned_to"] = external_id_of(db, *row.assignee_id);
  return out;
}

OrderedJson ticket_of(store::Database& db, const store::Ticket& row) {
  OrderedJson out = of_type("ticket");
  out["source"] = row.source;
  out["id"] = row.public_id;
  out["external_id"] = row.external_id;
  out["number"] = row.number;
  out["subject"] = row.subject;
  put(out, "organization", organization_name(db, row.organization_id));
  put(out, "ticket_type", row.type);
  out["priority"] = word(row.priority);
  out["status"] = word(row.status);
  if (row.requester_id) out["requester"] = external_id_of(db, *row.requester_id);
  if (row.assignee_id) out["assignee"] = external_id_of(db, *row.assignee_id);
  if (const auto team = row.team_id ? store::find_team(db, *row.team_id) : std::nullopt) {
    out["team"] = team->external_id;
  }
  if (!row.tags.empty()) out["tags"] = row.tags;
  put(out, "description", row.description);
  out["created_at"] = format_instant(row.created_at);
  put(out, "first_response_at", row.first_response_at);
  put(out, "resolved_at", row.resolved_at);
  put(out, "closed_at", row.closed_at);
  out["updated_at"] = format_instant(row.updated_at);
  if (row.merged_into) {
    const auto into = store::find_ticket(db, *row.merged_into);
    out["merged_into"] = into.value().external_id;
  }
  put(out, "archived_at", row.archived_at);
  return out;
}

OrderedJson ticket_activity_of(store::Database& db, const store::TicketActivity& row) {
  const auto ticket = store::find_ticket(db, row.ticket_id);
  OrderedJson out = of_type("ticket_activity");
  out["source"] = row.source;
  put(out, "external_id", row.external_id);
  out["ticket"] = ticket.value().external_id;
  out["kind"] = word(row.kind);
  out["at"] = format_instant(row.at);
  put(out, "by", row.by);
  put(out, "from", row.from);
  put(out, "to", row.to);
  if (row.kind == TicketActivityKind::comment) out["public"] = row.is_public;
  put(out, "text", row.text);
  return out;
}

OrderedJson price_point_record(const store::ListedPrice& row) {
  OrderedJson out = offer_record(row.seen);
  out["type"] = "price_point";
  out.erase("observed_at");
  OrderedJson& offer = out["offer"];
  for (const char* name : {"price", "quantity", "availability"}) {
    if (!offer.contains(name)) continue;
    out[name] = offer[name];
    offer.erase(name);
  }
  out["from"] = format_instant(row.seen.observed_at);
  put(out, "until", row.until);
  return out;
}

}  // namespace tocsin::records
