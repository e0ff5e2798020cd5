#include "notify/people.h"

#include "alert/recipients.h"
#include "notify/plan/matcher.h"
#include "store/contacts.h"
#include "store/people.h"
#include "store/preferences.h"

namespace tocsin::notify {
namespace {

void add_places(Recipient& to, const std::vector<store::Destination>& destinations) {
  for (const store::Destination& d : destinations) {
    const auto channel = from_word<Channel>(d.channel);
    if (!channel) continue;
    to.places.push_back({d.id, *channel, d.address, d.enabled, d.dead_at.has_value()});
  }
}

std::string set_of(const std::map<std::string, Json>& preferences) {
  const auto set = preferences.find("templates");
  const bool named = set != preferences.end() && set->second.is_string();
  return named ? set->second.get<std::string>() : "";
}

// The region is one of the organization's settings, the set a preference.
TemplateScope scope_of(const store::Organization* organization,
                       const std::map<std::string, Json>& preferences) {
  TemplateScope out;
  if (organization != nullptr) {
    out.organization = organization->external_id;
    const Json settings = Json::parse(organization->settings, nullptr, false);
    if (settings.is_object() && settings.contains("region") && settings["region"].is_string()) {
      out.region = settings["region"].get<std::string>();
    }
  }
  out.set = set_of(preferences);
  return out;
}

}  // namespace

void People::forget() {
  resolved_.clear();
  hears_critical_.clear();
  people_.clear();
  organizations_.clear();
  contacts_.clear();
  programs_.clear();
  watches_.clear();
}

const Recipient* People::as_told_of(const Recipient* who, const Notice& notice) {
  if (who == nullptr || !who->person_id) return who;
  std::string buffer;
  const std::string watch(label_of(notice, "watch", buffer));
  if (watch.empty()) return who;
  auto known = watches_.find(watch);
  if (known == watches_.end()) {
    known = watches_.emplace(watch, Watched{store::preferences_of_watch(db_, watch), {}}).first;
  }
  auto& [chosen, person] = known->second;
  if (!chosen || chosen->person_id != *who->person_id) return who;
  if (!person) {
    person = *who;
    for (const auto& [name, value] : chosen->chosen) person->preferences[name] = value;
    person->templates.set = set_of(person->preferences);
  }
  return &*person;
}

// Not a person's to say, so it is read from what the organization and the system say.
bool People::hears_critical(std::optional<std::int64_t> organization_id) {
  const auto known = hears_critical_.find(organization_id);
  if (known != hears_critical_.end()) return known->second;
  const auto says = [&](const store::Owner& owner) {
    const auto preferences = store::preferences_of(db_, owner);
    const auto found = preferences.find("critical_always");
    return found != preferences.end() && found->second == true;
  };
  const bool always = says({}) || (organization_id && says({std::nullopt, organization_id}));
  hears_critical_[organization_id] = always;
  return always;
}

const Recipient* People::person(std::int64_t id) {
  if (const auto known = people_.find(id); known != people_.end()) return &known->second;
  const auto person = store::find_person(db_, id);
  if (!person) return nullptr;
  Recipient r;
  r.person_id = id;
  r.name = person->name;
  r.language = person->language;
  r.time_zone = person->time_zone;
  r.disabled = person->disabled;
  r.role = person->role;
  r.hears_critical = hears_critical(person->organization_id);
  const auto organization = person->organization_id
                                ? store::find_organization(db_, *person->organization_id)
                                : std::nullopt;
  if (r.time_zone.empty() && organization) r.time_zone = organization->time_zone;
  if (organization) r.calendar = organization->calendar;
  r.preferences = store::preferences(db_, id, person->organization_id);
  r.templates = scope_of(organization ? &*organization : nullptr, r.preferences);
  add_places(r, store::destinations_of_person(db_, id));
  return &people_.emplace(id, std::move(r)).first->second;
}

const Recipient* People::organization(std::int64_t id) {
  if (const auto known = organizations_.find(id); known != organizations_.end()) {
    return &known->second;
  }
  const auto organization = store::find_organization(db_, id);
  if (!organization) return nullptr;
  Recipient r;
  r.organization_id = id;
  r.name = organization->name;
  r.time_zone = organization->time_zone;
  r.calendar = organization->calendar;
  r.preferences = store::preferences(db_, std::nullopt, id);
  r.templates = scope_of(&*organization, r.preferences);
  add_places(r, store::destinations_of_organization(db_, id));
  return &organizations_.emplace(id, std::move(r)).first->second;
}

// They sleep when the person does, and read what the person reads; what the person wants for
// themselves is not theirs.
const Recipient* People::contact(std::int64_t id) {
  if (const auto known = contacts_.find(id); known != contacts_.end()) return &known->second;
  const auto contact = store::find_contact(db_, id);
  const auto person = contact ? store::find_person(db_, contact->person_id) : std::nullopt;
  const Recipient* const of = person ? this->person(person->id) : nullptr;
  if (of == nullptr) return nullptr;
  Recipient r;
  r.name = contact->name;
  r.contact_of = of->name;
  r.language = of->language;
  r.time_zone = of->time_zone;
  r.disabled = of->disabled;
  r.preferences = store::preferences(db_, std::nullopt, person->organization_id);
  r.templates = of->templates;
  r.templates.set = set_of(r.preferences);
  add_places(r, store::destinations_of_contact(db_, id));
  return &contacts_.emplace(id, std::move(r)).first->second;
}

const Recipient* People::program(const store::Destination& place) {
  const auto [known, is_new] = programs_.try_emplace(place.address);
  Recipient& r = known->second;
  if (is_new) {
    r.name = place.address;
    r.is_ours = true;
    r.preferences = store::preferences(db_, std::nullopt, std::nullopt);
    add_places(r, {place});
  }
  return &r;
}

const Recipient* People::owner_of(std::int64_t destination_id) {
  const auto place = store::find_destination(db_, destination_id);
  if (place && place->contact_id) return contact(*place->contact_id);
  if (place && place->owner() == store::Owner{}) return program(*place);
  return place && place->organization_id ? organization(*place->organization_id) : nullptr;
}

const std::vector<const Recipient*>& People::resolve(const std::string& token) {
  const auto known = resolved_.find(token);
  if (known != resolved_.end()) return known->second;
  return resolved_[token] = look_up(token);
}

std::vector<const Recipient*> People::look_up(const std::string& token) {
  std::vector<const Recipient*> out;
  for (const alert::RecipientId& who : alert::resolve_recipients(db_, token)) {
    switch (who.kind) {
      case alert::RecipientId::Kind::person:
        out.push_back(person(who.id));
        break;
      case alert::RecipientId::Kind::organization:
        out.push_back(organization(who.id));
        break;
      case alert::RecipientId::Kind::contact:
        out.push_back(contact(who.id));
        break;
    }
  }
  return out;
}

}  // namespace tocsin::notify
