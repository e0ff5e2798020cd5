// Links in messages by which their readers act on an alert: what they lead to, and following them.
//
// A link (model/link.h) is of one message, so of one alert and one person, does one thing, holds
// for a time, and acts once. Looking at it changes nothing.
#pragma once

#include "alert/acting.h"
#include "model/link.h"
#include "store/messages.h"

namespace tocsin::alert {

struct Offer {
  ActingLink link{};
  store::Message message{};
  Alert alert{};
  std::string person;              // by name
  std::optional<Instant> used_at;  // before
};
// What a link that is good leads to; nothing where message, alert or person are no more.
std::optional<Offer> find_offer(store::Database& db, const ActingLink& link);

// Uses it up, whatever comes of it. Of the deed, end and reason count. Call inside a transaction.
Acted follow(store::Database& db, Trail& trail, const Offer& offer, Deed deed, std::string_view by);

}  // namespace tocsin::alert
