#include "model/offer_json.h"

#include "base/time.h"

namespace tocsin {
namespace {

void put(OrderedJson& to, const char* key, const std::string& value) {
  if (!value.empty()) to[key] = value;
}
void put(OrderedJson& to, const char* key, const std::optional<Instant>& value) {
  if (value) to[key] = format_instant(*value);
}
void put(OrderedJson& to, const char* key, const std::optional<Money>& value) {
  if (value) to[key] = money_json(*value);
}
template <typename T>
void put(OrderedJson& to, const char* key, const std::optional<T>& value) {
  if (value) to[key] = *value;
}

OrderedJson venue_json(const Venue& v) {
  OrderedJson out = OrderedJson::object();
  put(out, "name", v.name);
  put(out, "street", v.street);
  put(out, "city", v.city);
  put(out, "region", v.region);
  put(out, "country", v.country);
  put(out, "postal_code", v.postal_code);
  put(out, "latitude", v.latitude);
  put(out, "longitude", v.longitude);
  return out;
}

OrderedJson event_json(const EventFacts& e) {
  OrderedJson out;
  put(out, "external_id", e.external_id);
  out["name"] = e.name;
  put(out, "category", e.category);
  if (!e.performers.empty()) out["performers"] = e.performers;
  if (OrderedJson venue = venue_json(e.venue); !venue.empty()) out["venue"] = std::move(venue);
  put(out, "starts_at", e.starts_at);
  if (e.starts_at && e.start_precision != StartPrecision::exact) {
    out["start_precision"] = word(e.start_precision);
  }
  if (e.start_guess) out["start_guess"] = true;
  put(out, "time_zone", e.time_zone);
  put(out, "doors_at", e.doors_at);
  if (e.status) out["status"] = word(*e.status);
  put(out, "on_sale_from", e.on_sale_from);
  put(out, "on_sale_until", e.on_sale_until);
  put(out, "url", e.url);
  return out;
}

OrderedJson offer_json(const OfferFacts& o) {
  OrderedJson out = OrderedJson::object();
  put(out, "external_id", o.external_id);
  put(out, "section", o.section);
  put(out, "row", o.row);
  put(out, "seats", o.seats);
  put(out, "quantity", o.quantity);
  put(out, "price", o.price);
  put(out, "fees", o.fees);
  if (o.price_is != PriceIs::each) out["price_is"] = word(o.price_is);
  if (o.price_guess) out["price_guess"] = true;
  out["availability"] = word(o.availability);
  put(out, "resale", o.resale);
  put(out, "delivery", o.delivery);
  put(out, "url", o.url);
  return out;
}

}  // namespace

OrderedJson money_json(const Money& money) {
  return {{"amount", money.amount()}, {"currency", money.currency.code()}};
}

OrderedJson offer_record(const Observation& seen) {
  OrderedJson out;
  out["type"] = "offer";
  out["platform"] = seen.platform;
  out["event"] = event_json(seen.event);
  out["offer"] = seen.offer ? offer_json(*seen.offer) : OrderedJson();
  if (to_ms(seen.observed_at) != 0) out["observed_at"] = format_instant(seen.observed_at);
  return out;
}

}  // namespace tocsin
