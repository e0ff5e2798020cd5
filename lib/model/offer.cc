#include "model/offer.h"

#include <fmt/format.h>

#include "base/text.h"
#include "base/time.h"

namespace tocsin {
namespace {

void take(std::string& into, const std::string& from) {
  if (!from.empty()) into = from;
}
template <typename T>
void take(std::optional<T>& into, const std::optional<T>& from) {
  if (from) into = from;
}

}  // namespace

std::optional<Money> OfferFacts::price_each() const {
  if (!price) return std::nullopt;
  Money all = *price;
  if (fees && fees->currency == all.currency) all.minor += fees->minor;
  if (price_is == PriceIs::total && quantity && *quantity > 1) {
    all.minor = (all.minor + *quantity - 1) / *quantity;
  }
  return all;
}

EventFacts merged(EventFacts stored, const EventFacts& seen) {
  take(stored.external_id, seen.external_id);
  take(stored.name, seen.name);
  take(stored.category, seen.category);
  take(stored.url, seen.url);
  take(stored.time_zone, seen.time_zone);
  if (!seen.performers.empty()) stored.performers = seen.performers;
  take(stored.venue.name, seen.venue.name);
  take(stored.venue.street, seen.venue.street);
  take(stored.venue.city, seen.venue.city);
  take(stored.venue.region, seen.venue.region);
  take(stored.venue.country, seen.venue.country);
  take(stored.venue.postal_code, seen.venue.postal_code);
  take(stored.venue.latitude, seen.venue.latitude);
  take(stored.venue.longitude, seen.venue.longitude);
  if (seen.starts_at) {
    stored.starts_at = seen.starts_at;
    stored.start_precision = seen.start_precision;
    stored.starts_local = seen.starts_local;
    stored.start_guess = seen.start_guess;
  }
  take(stored.doors_at, seen.doors_at);
  take(stored.on_sale_from, seen.on_sale_from);
  take(stored.on_sale_until, seen.on_sale_until);
  take(stored.status, seen.status);
  return stored;
}

std::string offer_key(const OfferFacts& offer) {
  if (!offer.external_id.empty()) return "id:" + offer.external_id;
  return "at:" + fold(offer.section) + '|' + fold(offer.row) + '|' + fold(offer.seats);
}

std::string event_key(const EventFacts& event) {
  if (!event.external_id.empty()) return "id:" + event.external_id;
  if (!event.url.empty()) return "url:" + event.url;
  return fmt::format("at:{}|{}|{}", fold(event.name),
                     event.starts_at ? format_instant(*event.starts_at) : "",
                     fold(event.venue.name));
}

}  // namespace tocsin
