#include "alert/acting_links.h"

#include "store/links.h"
#include "store/people.h"

namespace tocsin::alert {

std::optional<Offer> find_offer(store::Database& db, const ActingLink& link) {
  auto message = store::find_message(db, link.message);
  if (!message || !message->person_id || !message->alert_id) return std::nullopt;
  auto alert = find(db, *message->alert_id);
  const auto person = store::find_person(db, *message->person_id);
  if (!alert || !person) return std::nullopt;
  const auto used_at = store::link_used_at(db, message->id, link.purpose);
  return Offer{link, *std::move(message), *std::move(alert), person->name, used_at};
}

Acted follow(store::Database& db, Trail& trail, const Offer& offer, Deed deed,
             std::string_view by) {
  if (!store::use_link(db, offer.message.id, offer.link.purpose, trail.now())) {
    return {Effect::used, "This link was used before."};
  }
  deed.act = offer.link.act;
  return act_on(db, trail, offer.alert, deed, {offer.message.person_id, by});
}

}  // namespace tocsin::alert
