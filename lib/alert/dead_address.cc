#include "alert/dead_address.h"

#include <fmt/format.h>

#include <charconv>

#include "alert/alerts.h"
#include "alert/planning.h"
#include "base/text.h"
#include "store/contacts.h"
#include "store/destinations.h"

namespace tocsin::alert {

void address_is_dead(store::Database& db, Trail& trail, std::int64_t destination_id,
                     std::string_view reason) {
  const auto place = store::find_destination(db, destination_id);
  // A program of the desk's own is as good as the policy that names it: nobody could enable it.
  if (!place || place->owner() == store::Owner{}) return;
  if (!store::mark_destination_dead(db, destination_id, trail.now(), reason)) return;
  trail.note("destination.disabled", "destination", std::to_string(destination_id),
             {{"because", reason}});
  AlertDraft draft;
  draft.kind = kAddressDead;
  draft.priority = default_priority(draft.kind);
  draft.subject = {"destination", std::to_string(destination_id)};
  draft.dedup_key = fmt::format("{}/{}", kAddressDead, destination_id);
  draft.title = fmt::format("Messages to {} do not arrive", mask_address(place->address));
  const auto contact =
      place->contact_id ? store::find_contact(db, *place->contact_id) : std::nullopt;
  draft.body = fmt::format(
      "{} for {} was switched off, because: {}. Please give another one, or enable it again when "
      "it works.",
      contact ? fmt::format("The address of {}, your emergency contact,", contact->name)
              : "Your address",
      place->channel, reason);
  draft.labels = {{"kind", kAddressDead}, {"channel", place->channel}};
  const auto person = contact ? std::optional(contact->person_id) : place->person_id;
  draft.recipients = {person ? fmt::format("person:{}", *person)
                             : fmt::format("organization:{}", place->organization_id.value())};
  raise(db, trail, draft);
}

void address_takes_nothing(store::Database& db, Trail& trail, const store::Message& message,
                           std::string_view reason) {
  if (!message.destination_id) return;
  if (store::reached_since(db, *message.destination_id, message.created_at)) return;
  address_is_dead(db, trail, *message.destination_id, reason);
}

void end_mended_addresses(store::Database& db, Trail& trail) {
  for (const Alert& a : open_of_kind(db, kAddressDead)) {
    const std::string& text = a.facts.subject.id;
    std::int64_t id = 0;
    std::from_chars(text.data(), text.data() + text.size(), id);
    const auto place = store::find_destination(db, id);
    if (place && place->dead_at) continue;
    (void)resolve(db, trail, a.id, "the address is used again");
  }
}

}  // namespace tocsin::alert
