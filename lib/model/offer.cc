#include "model/offer.h"

#include <fmt/format.h>

#include "base/text.h"
#include "base/time.h"

namespace tocsin {

std::optional<Money> OfferFacts::price_each() const {
  if (!price) return std::nullopt;
  Money all = *price;
  if (fees && fees->currency == all.currency) all.minor += fees->minor;
  if (price_is == PriceIs::total && quantity && *quantity > 1) {
    all.minor = (all.minor + *quantity - 1) / *quantity;
  }
  return all;
}

std::string offer_key(const OfferFacts& offer) {
  if (!offer.external_id.empty()) return "id:" + offer.external_id;
  return fmt::format("at:{}|{}|{}", fold(offer.section), fold(offer.row), fold(offer.seats));
}

std::string event_key(const EventFacts& event) {
  if (!event.external_id.empty()) return "id:" + event.external_id;
  if (!event.url.empty()) return "url:" + event.url;
  return fmt::format("at:{}|{}|{}", fold(event.name),
                     event.starts_at ? format_instant(*event.starts_at) : "",
                     fold(event.venue.name));
}

}  // namespace tocsin
